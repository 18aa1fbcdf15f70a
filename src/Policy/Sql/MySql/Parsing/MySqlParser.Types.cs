using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>Type of CAST, CONVERT, JSON_VALUE, JSON_TABLE: any word or words of a type; which of them a cast allows is the server's to say.</summary>
    private DataType ParseCastType() => ParseDataType();

    /// <summary>A type with its length, values, sign, character set and collation. Attributes of a column are not part of it.</summary>
    private DataType ParseDataType()
    {
        var start = _tokens.Start;
        if (_tokens.Kind is not (MySqlTokenKind.Word or MySqlTokenKind.QuotedName))
        {
            throw _tokens.Fault();
        }

        var name = ParseTypeName();
        var arguments = _tokens.At(MySqlTokenKind.OpenParenthesis) ? ParseTypeArguments() : [];
        bool isUnsigned = false, isZeroFill = false, isBinary = false, isArray = false;
        MySqlName? set = null;
        MySqlName? collation = null;
        while (true)
        {
            if (_tokens.Accept(MySqlKeyword.Unsigned))
            {
                isUnsigned = true;
            }
            else if (_tokens.Accept(MySqlKeyword.Zerofill))
            {
                isZeroFill = true;
            }
            else if (_tokens.Accept(MySqlKeyword.Binary))
            {
                isBinary = true;
            }
            else if (_tokens.Accept(MySqlKeyword.Signed)
                || (name is "SIGNED" or "UNSIGNED" && (_tokens.Accept(MySqlKeyword.Integer) || _tokens.Accept(MySqlKeyword.Int))))
            {
                continue;
            }
            else if (_tokens.Accept(MySqlKeyword.Ascii) || _tokens.Accept(MySqlKeyword.Unicode) || _tokens.Accept(MySqlKeyword.Byte))
            {
                continue;
            }
            else if (_tokens.Accept(MySqlKeyword.Charset) || _tokens.Accept(MySqlKeyword.Char, MySqlKeyword.Set)
                || _tokens.Accept(MySqlKeyword.Character, MySqlKeyword.Set))
            {
                set = ParseCharacterSetName();
            }
            else if (_tokens.Accept(MySqlKeyword.Collate))
            {
                collation = _tokens.At(MySqlKeyword.Binary) || _tokens.At(MySqlKeyword.Default) ? TakeName() : ParseNameOrString();
            }
            else if (!IsMariaDb && _tokens.Accept(MySqlKeyword.Array))
            {
                isArray = true;
            }
            else
            {
                break;
            }
        }

        return new DataType
        {
            Span = _tokens.SpanFrom(start),
            Name = name,
            Arguments = arguments,
            IsUnsigned = isUnsigned,
            IsZeroFill = isZeroFill,
            IsBinary = isBinary,
            IsArray = isArray,
            CharacterSet = set,
            Collation = collation,
        };
    }

    /// <summary>One word, or one of the types of several.</summary>
    private string ParseTypeName()
    {
        var first = _tokens.Keyword;
        var name = TakeUpper();
        switch (first)
        {
            case MySqlKeyword.Interval when _tokens.Accept(MySqlKeyword.DaySecond):
                return "INTERVAL DAY_SECOND";
            case MySqlKeyword.Double when _tokens.Accept(MySqlKeyword.Precision):
                return "DOUBLE PRECISION";
            case MySqlKeyword.National or MySqlKeyword.Long:
                return _tokens.Keyword is MySqlKeyword.Char or MySqlKeyword.Character or MySqlKeyword.Varchar or MySqlKeyword.Varcharacter
                    or MySqlKeyword.Varbinary or MySqlKeyword.Varchar2
                    ? Varying($"{name} {TakeUpper()}")
                    : name;
            case MySqlKeyword.Char or MySqlKeyword.Character or MySqlKeyword.Nchar:
                return Varying(name);
            default:
                return name;
        }

        string Varying(string type) => _tokens.Accept(MySqlKeyword.Varying) ? type + " VARYING"
            : type == "NCHAR" && _tokens.Accept(MySqlKeyword.Varchar) ? "NCHAR VARCHAR"
            : type;
    }

    private ImmutableArray<string> ParseTypeArguments()
    {
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var arguments = ImmutableArray.CreateBuilder<string>();
        do
        {
            arguments.Add(_tokens.Kind is MySqlTokenKind.Word or MySqlTokenKind.Parameter ? TakeUpper() : ParseLiteral().Value);
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return arguments.DrainToImmutable();
    }

    /// <summary>A name, a string, BINARY or DEFAULT.</summary>
    private MySqlName ParseCharacterSetName() => _tokens.Keyword is MySqlKeyword.Binary or MySqlKeyword.Default ? TakeName() : ParseNameOrString();
}
