namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal ref partial struct MySqlLexer
{
    private const int ExecutableFromMySql57 = 50700;
    private const int ExecutableMySql57 = 50799;
    private const int MariaDbVersions = 99999;

    /// <summary>The first MariaDB known to skip comments of MySQL 8 too; earlier ones ended the range sooner.</summary>
    private const int SkipsMySql8From = 101100;

    /// <summary>
    /// Skips white space and comments, and enters and leaves executable ones. False: <paramref name="special"/> is what to give instead
    /// (a hint, or a fault).
    /// </summary>
    private bool SkipSpace(bool mayBeHint, out MySqlToken special)
    {
        special = default;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (_rules.IsSpace(c))
            {
                _at++;
            }
            else if (c == '#' || (c == '-' && Ahead(1) == '-' && IsCommentAfterDashes()))
            {
                SkipLine();
            }
            else if (c == '/' && Ahead(1) == '*')
            {
                var start = _at;
                if (mayBeHint && Ahead(2) == '+')
                {
                    special = SkipComment(start + 3, nests: false) ? Token(MySqlTokenKind.Hint, start) : Invalid(start);
                    return false;
                }

                if (!Comment(start))
                {
                    special = Invalid(start);
                    return false;
                }
            }
            else if (c == '*' && _inExecutable && Ahead(1) == '/')
            {
                _inExecutable = false;
                _at += 2;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private readonly bool IsCommentAfterDashes() => _at + 2 >= _text.Length || _rules.StartsComment(_text[_at + 2]);

    /// <summary>To the line feed, or to a NUL, where the server goes on reading.</summary>
    private void SkipLine()
    {
        var end = _text[_at..].IndexOfAny('\n', '\0');
        _at = end < 0 ? _text.Length : _at + end;
    }

    /// <summary>At <c>/*</c>. False: not terminated, or it depends on a server that is not known.</summary>
    private bool Comment(int start)
    {
        _at = start + 2;
        var isMariaDbForm = Here == 'M' && Ahead(1) == '!';
        if (Here != '!' && !isMariaDbForm)
        {
            return SkipComment(_at, nests: false);
        }

        if (_rules.Server is not { } server)
        {
            Refusal ??= "an executable comment is read only when the server's version is known";
            return false;
        }

        if (isMariaDbForm && !server.IsMariaDb)
        {
            return SkipComment(_at, nests: false);
        }

        _at += isMariaDbForm ? 2 : 1;
        var digits = 0;
        var version = 0;
        while (digits < 6 && char.IsAsciiDigit(Ahead(digits)))
        {
            version = (version * 10) + (Ahead(digits) - '0');
            digits++;
        }

        if (digits < 5)
        {
            _inExecutable = true;
            return true;
        }

        if (server is { IsMariaDb: true, Number: < SkipsMySql8From } && !isMariaDbForm && version is > ExecutableMySql57 and <= MariaDbVersions)
        {
            Refusal ??= $"whether this server runs an executable comment of version {version} is not known";
            return false;
        }

        if (Runs(version, server, isMariaDbForm))
        {
            _at += digits;
            _inExecutable = true;
            return true;
        }

        return SkipComment(_at, nests: true);
    }

    /// <summary>MariaDB takes the versions from MySQL's 5.7 up to its own 10.0 for MySQL's own: what they bring is not known to it.</summary>
    private static bool Runs(int version, MySqlServer server, bool isMariaDbForm) =>
        version <= server.Number
        && (!server.IsMariaDb || isMariaDbForm || version is < ExecutableFromMySql57 or > MariaDbVersions);

    /// <summary>To the end of a comment that is skipped; within a skipped executable comment one level of comments nests.</summary>
    private bool SkipComment(int from, bool nests)
    {
        _at = from;
        while (_at < _text.Length)
        {
            var next = _text[_at..].IndexOfAny('*', '/');
            if (next < 0)
            {
                break;
            }

            _at += next;
            if (_text[_at] == '*' && Ahead(1) == '/')
            {
                _at += 2;
                return true;
            }

            if (nests && _text[_at] == '/' && Ahead(1) == '*')
            {
                if (!SkipComment(_at + 2, nests: false))
                {
                    return false;
                }
            }
            else
            {
                _at++;
            }
        }

        _at = _text.Length;
        return false;
    }
}
