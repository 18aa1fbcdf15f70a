namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>The numbers sp_prepare hands out; gone with the session and with its reset.</summary>
public interface IPreparedStatements
{
    int Add(string definition, string text);

    bool Remove(int handle);

    bool TryGet(int handle, out (string Definition, string Text) statement);
}
