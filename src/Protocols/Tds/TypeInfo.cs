namespace ProxyDb.Protocols.Tds;

/// <summary>One TYPE_INFO (MS-TDS §2.2.5.6).</summary>
/// <param name="Type">As it stands on the wire.</param>
/// <param name="Form">How its values stand.</param>
/// <param name="Size">Most bytes of a value; of fixed types their bytes; 0xFFFF before a PLP.</param>
/// <param name="Precision">Of decimals.</param>
/// <param name="Scale">Of decimals and times.</param>
/// <param name="Collation">Of character types.</param>
public readonly record struct TypeInfo(TdsType Type, ValueForm Form, uint Size, byte Precision, byte Scale, Collation Collation)
{
    /// <summary>UTF-16LE.</summary>
    public bool IsUnicode => Type is TdsType.NVarChar or TdsType.NChar or TdsType.NText;

    /// <summary>Text in the code page of <see cref="Collation"/>.</summary>
    public bool IsNarrowText => Type is TdsType.VarChar or TdsType.Char or TdsType.Text or TdsType.OldVarChar or TdsType.OldChar;

    public bool IsDecimal => Type is TdsType.DecimalN or TdsType.NumericN or TdsType.OldDecimal or TdsType.OldNumeric;
}
