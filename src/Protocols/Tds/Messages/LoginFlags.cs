namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>The four bytes of options of LOGIN7 (MS-TDS §2.2.6.4).</summary>
public readonly record struct LoginFlags(byte Option1, byte Option2, byte Type, byte Option3)
{
    /// <summary>Of <see cref="Option1"/>: numbers big-endian, EBCDIC, floats of other machines.</summary>
    public const byte ForeignRepresentation = 0x0f;

    /// <summary>Of <see cref="Option2"/>: the language that is asked for has to be there.</summary>
    public const byte LanguageFatal = 0x01;

    /// <summary>Of <see cref="Option2"/>: ANSI defaults.</summary>
    public const byte Odbc = 0x02;

    /// <summary>Of <see cref="Option2"/>: SSPI.</summary>
    public const byte IntegratedSecurity = 0x80;

    /// <summary>Of <see cref="Type"/>.</summary>
    public const byte OleDb = 0x10;

    /// <summary>Of <see cref="Type"/>.</summary>
    public const byte ReadOnlyIntent = 0x20;

    /// <summary>Of <see cref="Option3"/>.</summary>
    public const byte ChangePassword = 0x01;

    /// <summary>Of <see cref="Option3"/>: XML may come in its binary form.</summary>
    public const byte BinaryXml = 0x02;

    /// <summary>Of <see cref="Option3"/>.</summary>
    public const byte UserInstance = 0x04;

    /// <summary>Of <see cref="Option3"/>: collations that the client does not know may come.</summary>
    public const byte UnknownCollations = 0x08;

    /// <summary>Of <see cref="Option3"/>.</summary>
    public const byte Extension = 0x10;
}
