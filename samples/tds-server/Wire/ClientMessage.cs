namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>A whole message of the client, without packet headers.</summary>
/// <param name="Status">Status bits of the first packet.</param>
/// <param name="IsIgnored">Its last packet had IGNORE: the client takes it back.</param>
internal sealed record ClientMessage(byte Type, byte Status, byte[] Bytes, bool IsIgnored);
