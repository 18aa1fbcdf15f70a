using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>SET, RESET, SHOW and set_config: accesses to settings, and the values as the server would store them.</summary>
internal sealed class SettingWalker(WalkContext context)
{
    /// <summary>Settings whose list items the server stores as quoted identifiers (GUC_LIST_QUOTE).</summary>
    private static readonly ImmutableArray<string> QuotedLists =
    [
        "search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries", "shared_preload_libraries",
        "unix_socket_directories",
    ];

    public string Walk(SyntaxNode node)
    {
        context.Action = SqlAction.Session;
        context.Flag(StatementFlags.Session);
        var scope = node.Flag("is_local") ? SettingScope.Local : SettingScope.Session;
        var name = NameResolver.Fold(node.Text("name") ?? "");
        switch (node.Text("kind"))
        {
            case "VAR_SET_VALUE":
                var value = Value(name, node["args"]);
                Change(name, value, scope, isConstant: value is not null);
                node["args"].Skip();
                return "SET";
            case "VAR_SET_DEFAULT":
                Change(name, null, scope, isConstant: true);
                return "SET";
            case "VAR_SET_MULTI":
                Characteristics(node, name);
                return "SET";
            case "VAR_RESET":
                Change(name, null, SettingScope.Session, isConstant: true);
                return "RESET";
            case "VAR_RESET_ALL":
                context.Setting(SqlAction.Session, "all");
                context.Effect(new SessionEffect.ResetAll());
                ResetPath();
                context.Environment.StringsConform = false;
                return "RESET";
            default:
                context.NotUnderstood("VariableSetStmt." + node.Text("kind"));
                return "SET";
        }
    }

    public void Show(SyntaxNode node)
    {
        context.Action = SqlAction.Metadata;
        context.Flag(StatementFlags.Metadata);
        context.Setting(SqlAction.Metadata, NameResolver.Fold(node.Text("name") ?? ""));
    }

    /// <summary>One setting takes a new value; null is its default.</summary>
    public void Change(string name, string? value, SettingScope scope, bool isConstant)
    {
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, name);
        context.Effect(new SessionEffect.Set(name, value, scope, isConstant));
        if (context.IsDefinition)
        {
            return;
        }

        if (context.Through)
        {
            context.RanUnknownCode();
            return;
        }

        ChangeNamespace(name, value, isConstant);
    }

    private void ChangeNamespace(string name, string? value, bool isConstant)
    {
        switch (name)
        {
            case "search_path" when isConstant && value is not null:
                context.Environment.SearchPath = Path(value);
                context.Environment.PathChanged = true;
                context.Environment.NamespaceLost = null;
                break;
            case "search_path" when isConstant:
                ResetPath();
                break;
            case "search_path":
                context.Environment.NamespaceLost = "search_path is not a constant";
                break;
            case "role" or "session_authorization" when context.SearchPath.Contains(context.Environment.Names.Role):
                context.Environment.NamespaceLost = "the role changes what $user in search_path means";
                break;
            case "standard_conforming_strings":
                // The text itself was lexed as a whole before; bodies that run later are not.
                context.Environment.StringsConform = false;
                break;
            default:
                break;
        }
    }

    /// <summary>Options of BEGIN and SET TRANSACTION.</summary>
    public void TransactionModes(SyntaxNode options, string prefix, SettingScope scope)
    {
        foreach (var option in options)
        {
            if (!option.Is("DefElem"))
            {
                continue;
            }

            var value = ConstantReader.Scalar(option.Visit()["arg"], context.Source);
            var name = prefix + option.Text("defname");
            if (name.EndsWith("read_only", StringComparison.Ordinal) || name.EndsWith("deferrable", StringComparison.Ordinal))
            {
                value = value is "1" or "true" or "on" ? "on" : "off";
            }

            if (prefix.Length > 0)
            {
                context.Setting(SqlAction.Session, name);
            }

            context.Effect(new SessionEffect.Set(name, value, scope));
        }
    }

    /// <summary>A search_path as the server reads it, <c>$user</c> replaced.</summary>
    private ImmutableArray<string> Path(string value) =>
        [.. SearchPathText.Parse(value).Select(name => name is "$user" ? context.Environment.Names.Role : name)];

    private void Characteristics(SyntaxNode node, string name)
    {
        switch (name)
        {
            case "transaction":
                context.Action = SqlAction.Transaction;
                context.Server(SqlAction.Transaction, "transaction");
                TransactionModes(node["args"], "", SettingScope.Local);
                break;
            case "session characteristics":
                TransactionModes(node["args"], "default_", SettingScope.Session);
                break;
            case "transaction snapshot":
                context.Action = SqlAction.Transaction;
                context.Server(SqlAction.Transaction, "transaction_snapshot");
                break;
            default:
                context.NotUnderstood("VariableSetStmt." + name);
                break;
        }
    }

    /// <summary>search_path goes back to what the session began with.</summary>
    public void ResetPath()
    {
        if (context.Environment.Names.DefaultSearchPath is { } known)
        {
            context.Environment.SearchPath = known;
            context.Environment.PathChanged = true;
        }
        else
        {
            context.Environment.NamespaceLost = "search_path is reset to a default that is not known here";
        }
    }

    /// <summary>flatten_set_variable_args: null when an item is no constant.</summary>
    private string? Value(string name, SyntaxNode args)
    {
        var text = new StringBuilder();
        foreach (var arg in args)
        {
            if (arg.Index != args.First.Index)
            {
                _ = text.Append(", ");
            }

            if (ConstantReader.Scalar(arg, context.Source) is not { } item)
            {
                return null;
            }

            var isText = arg.Is("A_Const") && arg["sval"].Exists;
            _ = text.Append(isText && QuotedLists.Contains(name) ? PostgresIdentifier.Quote(item) : item);
        }

        return text.ToString();
    }
}
