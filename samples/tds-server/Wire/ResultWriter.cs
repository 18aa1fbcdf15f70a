using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Writes what the engine reports, as the tokens of SQL Server. One a connection.</summary>
internal sealed class ResultWriter(ResponseWriter response) : IResultSink
{
    private static readonly byte[] NoBytes = [];
    private IReadOnlyList<SqlColumn> _columns = [];
    private ColumnWriter[] _writers = [];
    private byte[] _nulls = [];
    private int _depth;
    private bool _hasError;
    private long _lastDescriptor = DateTime.UtcNow.Ticks & 0xFFFFFFFF;

    public ResponseWriter Response => response;

    /// <summary>Of the open transaction; 0 without.</summary>
    public ulong Descriptor { get; private set; }

    public CancellationToken Cancel { get; set; }

    /// <summary>Columns the client has seen of this statement: not sent again when they are the same (fNoMetaData).</summary>
    public IReadOnlyList<SqlColumn>? KnownColumns { get; set; }

    /// <summary>The columns of the last result set.</summary>
    public IReadOnlyList<SqlColumn> LastColumns => _columns;

    /// <summary>Result sets since <see cref="Begin"/>.</summary>
    public int ResultSets { get; private set; }

    /// <summary>The last error since <see cref="Begin"/>, or 0.</summary>
    public int ErrorNumber { get; private set; }

    /// <summary>An error of class 20 or more was sent: the connection ends behind the answer.</summary>
    public bool IsFatal { get; private set; }

    /// <param name="isInProcedure">The request is an RPC: statements end with DONEINPROC.</param>
    public void Begin(bool isInProcedure)
    {
        _depth = isInProcedure ? 1 : 0;
        _hasError = false;
        ErrorNumber = 0;
        ResultSets = 0;
        KnownColumns = null;
    }

    public void Columns(IReadOnlyList<SqlColumn> columns)
    {
        Cancel.ThrowIfCancellationRequested();
        ResultSets++;
        var isSame = ReferenceEquals(columns, _columns) || columns.SequenceEqual(_columns);
        _columns = columns;
        if (!isSame || _writers.Length != columns.Count)
        {
            _writers = [.. columns.Select(c => response.Column(c.Type, c.IsNullable))];
            _nulls = new byte[(columns.Count + 7) / 8];
        }

        if (KnownColumns is { } known && ResultSets == 1 && columns.SequenceEqual(known))
            response.Token(0x81).UInt16(0xFFFF);
        else
            WriteColumns();
    }

    private void WriteColumns()
    {
        var w = response.Token(0x81);
        w.UInt16(_columns.Count);
        for (var i = 0; i < _columns.Count; i++)
        {
            var column = _columns[i];
            response.UserType(column.Type);
            w.UInt16(Flags(column));
            _writers[i].WriteType(w);
            if (_writers[i].IsLong)
                WriteTable(w, column.Table);
            w.ShortText(column.Name);
        }
    }

    private static int Flags(SqlColumn column) =>
        (column.IsNullable ? 1 : 0) | (column.Type.IsText && column.Type.EffectiveCollation.IsCaseSensitive ? 2 : 0) |
        (column.IsIdentity ? 0x10 : column.IsComputed ? 0x20 : 0x08);

    private void WriteTable(PacketWriter w, string table)
    {
        if (response.Rank >= TdsVersion.Rank72)
            w.Byte(1);
        w.Text(table);
    }

    public void Order(IReadOnlyList<int> columns)
    {
        var w = response.Token(0xA9);
        w.UInt16(columns.Count * 2);
        foreach (var column in columns)
            w.UInt16(column);
    }

    public void Row(ReadOnlySpan<object?> values)
    {
        Cancel.ThrowIfCancellationRequested();
        if (UsesBitmap(values))
        {
            response.Token(0xD2).Bytes(_nulls);
            for (var i = 0; i < _writers.Length; i++)
            {
                if (values[i] is not (null or DBNull))
                    _writers[i].WriteValue(response.Packets, values[i], isRow: true);
            }

            return;
        }

        var w = response.Token(0xD1);
        for (var i = 0; i < _writers.Length; i++)
            _writers[i].WriteValue(w, values[i], isRow: true);
    }

    /// <summary>NBCROW is used where it is shorter.</summary>
    private bool UsesBitmap(ReadOnlySpan<object?> values)
    {
        if (response.Rank < TdsVersion.Rank73B)
            return false;
        var saved = 0;
        Array.Clear(_nulls);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not (null or DBNull))
                continue;
            _nulls[i / 8] |= (byte)(1 << (i % 8));
            saved += _columns[i].Type is { IsMax: true } or { Name: SqlTypeName.Xml } ? 8 : _columns[i].Type.IsText ? 2 : 1;
        }

        return saved > _nulls.Length;
    }

    public void Done(DoneCommand command, long? count)
    {
        response.Done(_depth > 0 ? (byte)0xFF : (byte)0xFD, command, count, _hasError);
        _hasError = false;
    }

    public void Message(SqlMessage message)
    {
        response.Message(message);
        if (!message.IsError)
            return;
        _hasError = true;
        ErrorNumber = message.Number;
        IsFatal |= message.Class >= 20;
    }

    public void ProcedureBegins() => _depth++;

    public void ProcedureEnds(int status)
    {
        _depth--;
        if (_depth > 0)
            return;
        response.Token(0x79).Int32(status);
        response.Done(0xFE, DoneCommand.Execute, null, _hasError);
        _hasError = false;
    }

    /// <summary>An error ended the request: the DONE that says so, if none did yet.</summary>
    public void EndFailed(bool isRpc)
    {
        _depth = isRpc ? 1 : 0;
        if (_hasError)
            Done(DoneCommand.None, null);
    }

    public void TransactionBegan()
    {
        Descriptor = (ulong)(++_lastDescriptor) | 0x3300000000;
        Environment(8, BitConverter.GetBytes(Descriptor), NoBytes);
    }

    public void TransactionCommitted() => EndTransaction(9);

    public void TransactionRolledBack() => EndTransaction(10);

    private void EndTransaction(byte type)
    {
        if (Descriptor != 0)
            Environment(type, NoBytes, BitConverter.GetBytes(Descriptor));
        Descriptor = 0;
    }

    private void Environment(byte type, byte[] now, byte[] before)
    {
        if (response.Rank >= TdsVersion.Rank72)
            response.EnvironmentBytes(type, now, before);
    }

    public void DatabaseChanged(string from, string to)
    {
        response.EnvironmentText(1, to, from);
        response.Message(new SqlMessage(5701, 0, $"Changed database context to '{to}'.") { State = 2 });
    }

    public void LanguageChanged(string from, string to)
    {
        response.EnvironmentText(2, to, from);
        response.Message(new SqlMessage(5703, 0, $"Changed language setting to {to}.") { State = 1 });
    }

    /// <summary>RETURNVALUE of an OUTPUT argument.</summary>
    public void Output(int ordinal, SqlArgument argument)
    {
        var column = response.Column(argument.Type, isNullable: true);
        var w = response.Token(0xAC);
        if (response.Rank >= TdsVersion.Rank72)
        {
            w.UInt16(ordinal);
            WriteOutput(w, column, argument);
            return;
        }

        // Up to 7.1 a length stands in its place, which is known only when all is written.
        using var bytes = new MessageBytes();
        WriteOutput(bytes.Writer, column, argument);
        var all = bytes.ToArray();
        w.UInt16(all.Length);
        w.Bytes(all);
    }

    private void WriteOutput(PacketWriter w, ColumnWriter column, SqlArgument argument)
    {
        w.ShortText(argument.Name);
        w.Byte(1);
        if (response.Rank >= TdsVersion.Rank72)
            w.Int32(0);
        else
            w.UInt16(0);
        w.UInt16(9);
        column.WriteType(w);
        column.WriteValue(w, argument.Value, isRow: false);
    }
}
