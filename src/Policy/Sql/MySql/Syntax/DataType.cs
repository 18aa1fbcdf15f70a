using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Syntax;

/// <summary>A type of a cast, column, parameter or variable, as written.</summary>
internal sealed class DataType : MySqlNode
{
    /// <summary>Upper case, words separated by one space, without lengths: INT, DOUBLE PRECISION, NATIONAL CHAR, SIGNED, ENUM …</summary>
    public required string Name { get; init; }

    /// <summary>In parentheses: length and scale as written, or the values of ENUM and SET (decoded).</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    public bool IsUnsigned { get; init; }

    public bool IsZeroFill { get; init; }

    /// <summary>BINARY after a character type: the binary collation.</summary>
    public bool IsBinary { get; init; }

    /// <summary>CAST(… AS type ARRAY) of MySQL.</summary>
    public bool IsArray { get; init; }

    public MySqlName? CharacterSet { get; init; }

    public MySqlName? Collation { get; init; }

    public override void VisitChildren(MySqlNodeVisitor visitor)
    {
    }
}
