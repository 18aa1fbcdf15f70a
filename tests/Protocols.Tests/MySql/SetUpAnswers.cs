using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Answers commands as a server does that knows two variables: what a backend's login asks once it is in.</summary>
internal sealed class SetUpAnswers(Capabilities capabilities)
{
    private readonly WireBuffer _assembly = new();

    public List<string> Texts { get; } = [];

    public bool HasQuit { get; private set; }

    /// <summary>Reads whole commands of <paramref name="input"/> and removes them.</summary>
    public void Answer(List<byte> input, WireBuffer output)
    {
        while (ClientMessageReader.TryRead(input.ToArray(), WireLimits.Default, _assembly, out var kind, out var payload, out var used, out var sequence))
        {
            sequence++;
            if (kind == ClientMessageKind.Quit)
            {
                HasQuit = true;
            }
            else if (kind == ClientMessageKind.Query)
            {
                var text = Encoding.UTF8.GetString(ComQuery.Read(payload, capabilities, WireLimits.Default).Text);
                Texts.Add(text);
                if (text.StartsWith("SHOW", StringComparison.Ordinal))
                {
                    WriteVariables(output, sequence);
                }
                else
                {
                    WriteOk(output, OkPacket.Header, ref sequence);
                }
            }
            else
            {
                WriteOk(output, OkPacket.Header, ref sequence);
            }

            input.RemoveRange(0, used);
        }
    }

    private void WriteVariables(WireBuffer output, byte sequence)
    {
        FrameWriter.Write(output, ref sequence, [2]);
        foreach (var name in new[] { "Variable_name", "Value" })
        {
            var mark = FrameWriter.Begin(output);
            new ColumnDefinition41 { Catalog = "def"u8, Name = Encoding.UTF8.GetBytes(name), Type = FieldType.VarString, HasExtended = (capabilities & Capabilities.MariaDbExtendedMetadata) != 0 }
                .Write(output);
            FrameWriter.End(output, mark, ref sequence);
        }

        WriteEnd(output, ref sequence, isDeprecated: true);
        WriteRow(output, ref sequence, "autocommit", "ON");
        WriteRow(output, ref sequence, "sql_mode", "STRICT_TRANS_TABLES");
        WriteEnd(output, ref sequence, isDeprecated: false);
    }

    private static void WriteRow(WireBuffer output, ref byte sequence, string name, string value)
    {
        var mark = FrameWriter.Begin(output);
        output.WriteString(Encoding.UTF8.GetBytes(name));
        output.WriteString(Encoding.UTF8.GetBytes(value));
        FrameWriter.End(output, mark, ref sequence);
    }

    private void WriteEnd(WireBuffer output, ref byte sequence, bool isDeprecated)
    {
        if ((capabilities & Capabilities.DeprecateEof) != 0)
        {
            if (!isDeprecated)
            {
                WriteOk(output, OkPacket.EndOfRowsHeader, ref sequence);
            }

            return;
        }

        var mark = FrameWriter.Begin(output);
        new EofPacket(0, ServerStatus.Autocommit).Write(output);
        FrameWriter.End(output, mark, ref sequence);
    }

    private void WriteOk(WireBuffer output, byte header, ref byte sequence)
    {
        var mark = FrameWriter.Begin(output);
        new OkPacket { Status = ServerStatus.Autocommit }.Write(output, header, capabilities);
        FrameWriter.End(output, mark, ref sequence);
    }
}
