using System.Buffers;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What a login does once it is in: sets what every backend connection has (<see cref="SessionReset.SetUp"/>), then reads what its session
/// starts with. SHOW VARIABLES, because it says values as the server's session tracking does, and passes over names that a version
/// does not have.
/// </summary>
internal sealed class ServerSetUp(SessionState session, IReadOnlyList<KeyValuePair<string, string>> settings)
{
    private const int ParameterLength = 8192;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal)
    {
        ["server_version"] = ServerVersionNumber.Plain(session.ServerVersion),
    };

    private ServerPhase _phase = ServerPhase.Response;
    private int _definitions;
    private bool _isSet;

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => [.. _parameters];

    private static ReadOnlySpan<byte> Learn =>
        """
        SHOW SESSION VARIABLES WHERE Variable_name IN ('auto_increment_increment','auto_increment_offset','autocommit','big_tables',
        'character_set_client','character_set_connection','character_set_database','character_set_results','character_set_server',
        'collation_connection','collation_database','collation_server','completion_type','default_storage_engine','div_precision_increment',
        'explicit_defaults_for_timestamp','foreign_key_checks','group_concat_max_len','innodb_lock_wait_timeout','innodb_read_only',
        'interactive_timeout','lc_messages','lc_time_names','lock_wait_timeout','lower_case_table_names','max_allowed_packet',
        'max_execution_time','max_statement_time','net_read_timeout','net_write_timeout','old_mode','optimizer_switch','read_only',
        'session_track_schema','session_track_state_change','session_track_system_variables','session_track_transaction_info',
        'sql_auto_is_null','sql_big_selects','sql_mode','sql_notes','sql_quote_show_create','sql_safe_updates','sql_select_limit',
        'sql_warnings','super_read_only','system_time_zone','time_zone','transaction_isolation','transaction_read_only','tx_isolation',
        'tx_read_only','unique_checks','updatable_views_with_limit','version','version_comment','wait_timeout')
        """u8;

    public void Begin(WireBuffer output)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(SessionReset.SetUp(session)));
        foreach (var (name, value) in settings)
        {
            if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                throw new ArgumentException("a setting that is not the name of a variable");
            }

            text.Append(", @@session.").Append(name).Append('=').Append(LiteralText.Quote(value));
        }

        Write(output, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Takes the next packet; true when all is known. Errors are the caller's.</summary>
    public bool Take(WireBuffer output, ReadOnlySpan<byte> payload)
    {
        switch (ServerMessageReader.KindOf(payload[0], payload.Length, _phase, session.DeprecatesEof))
        {
            case ServerMessageKind.Ok when !_isSet:
                _isSet = true;
                session.Status = OkPacket.Read(payload, session.Capabilities).Status;
                Write(output, Learn);
                return false;
            case ServerMessageKind.ColumnCount when _isSet:
                _definitions = new PacketReader(payload).ReadByte();
                _phase = ServerPhase.Definitions;
                return _definitions != 2 && WireFault.Throw<bool>("variables of the server in other than two columns");
            case ServerMessageKind.Definition:
                _phase = --_definitions == 0 && session.DeprecatesEof ? ServerPhase.Rows : _phase;
                return false;
            case ServerMessageKind.EndOfFile when _phase == ServerPhase.Definitions && _definitions == 0:
                _phase = ServerPhase.Rows;
                return false;
            case ServerMessageKind.Row:
                TakeRow(new PacketReader(payload));
                return false;
            case ServerMessageKind.EndOfFile when _phase == ServerPhase.Rows:
                return true;
            default:
                return WireFault.Throw<bool>("a packet of the server that has no place in the set-up of its session");
        }
    }

    private void TakeRow(PacketReader row)
    {
        var name = row.ReadString();
        var value = row.TryReadString(out var text) ? text : default;
        if (name.Length > ParameterLength || value.Length > ParameterLength)
        {
            WireFault.Throw("longer parameters of the server than make sense");
        }

        _parameters[Encoding.UTF8.GetString(name)] = Encoding.UTF8.GetString(value);
    }

    private void Write(WireBuffer output, ReadOnlySpan<byte> text)
    {
        byte sequence = 0;
        var mark = FrameWriter.Begin(output);
        ComQuery.Write(output, session.Capabilities, default, text);
        FrameWriter.End(output, mark, ref sequence);
    }
}
