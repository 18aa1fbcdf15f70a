using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>Ids of FeatureExt (MS-TDS §2.2.6.4).</summary>
public enum FeatureId : byte
{
    SessionRecovery = 0x01,
    FedAuth = 0x02,
    ColumnEncryption = 0x04,
    GlobalTransactions = 0x05,
    AzureSqlSupport = 0x08,
    DataClassification = 0x09,
    Utf8Support = 0x0a,
    DnsCaching = 0x0b,
    JsonSupport = 0x0d,
    VectorSupport = 0x0e,
    EnhancedRouting = 0x0f,
    UserAgent = 0x10,
    Terminator = 0xff,
}

/// <summary>One feature of LOGIN7 or of FEATUREEXTACK (MS-TDS §2.2.7.11): both have the same form.</summary>
public sealed record Feature(FeatureId Id, byte[] Data)
{
    /// <summary>Far more than there are: ids are bytes.</summary>
    private const int MostFeatures = 255;

    /// <param name="length">Bytes with the terminator.</param>
    public static IReadOnlyList<Feature> Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var features = new List<Feature>();
        var reader = new FieldReader(bytes);
        for (var id = (FeatureId)reader.ReadByte(); id != FeatureId.Terminator; id = (FeatureId)reader.ReadByte())
        {
            if (features.Count == MostFeatures)
            {
                WireFault.Throw("more features than there are");
            }

            features.Add(new Feature(id, reader.ReadBytes(reader.ReadUInt32()).ToArray()));
        }

        length = reader.Position;
        return features;
    }

    /// <summary>The length of a FEATUREEXTACK token, which it does not say itself; false: it is not whole.</summary>
    internal static bool TryMeasureAck(ReadOnlySpan<byte> token, out int length)
    {
        var reader = new FieldReader(token, isPartial: true);
        reader.ReadByte();
        while (!reader.IsShort && reader.ReadByte() != (byte)FeatureId.Terminator)
        {
            reader.Skip(reader.ReadUInt32());
        }

        length = reader.Position;
        return !reader.IsShort;
    }

    /// <summary>Nothing at all for no features.</summary>
    public static void Write(WireBuffer buffer, IReadOnlyList<Feature> features)
    {
        if (features.Count == 0)
        {
            return;
        }

        foreach (var feature in features)
        {
            buffer.WriteByte((byte)feature.Id);
            buffer.WriteUInt32((uint)feature.Data.Length);
            buffer.WriteBytes(feature.Data);
        }

        buffer.WriteByte((byte)FeatureId.Terminator);
    }

    /// <summary>FEATUREEXTACK; nothing at all for no features.</summary>
    public static void WriteAck(WireBuffer buffer, IReadOnlyList<Feature> features)
    {
        if (features.Count > 0)
        {
            buffer.WriteByte((byte)TokenKind.FeatureExtAck);
            Write(buffer, features);
        }
    }
}
