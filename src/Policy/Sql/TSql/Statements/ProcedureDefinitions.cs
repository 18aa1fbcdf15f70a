using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>System procedures that define, rename or maintain an object which a text names. One that is no constant is not understood.</summary>
internal sealed class ProcedureDefinitions(WalkContext context)
{
    public SqlAction Walk(string name, SystemProcedure procedure, CallArguments arguments)
    {
        if (procedure.Kind == SystemProcedureKind.Maintenance)
        {
            context.Action = SqlAction.Maintain;
            if (Named(arguments.Value) is { } table)
            {
                context.Object(SqlAction.Maintain, context.Names.Resolve(table));
            }

            return SqlAction.Maintain;
        }

        context.Action = SqlAction.Ddl;
        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        switch (procedure.Kind)
        {
            case SystemProcedureKind.Rename:
                Rename(arguments);
                break;
            case SystemProcedureKind.Property:
                Property(name, arguments);
                break;
            default:
                Object(name, arguments.Value);
                break;
        }

        return SqlAction.Ddl;
    }

    private void Object(string procedure, ScalarExpression? value)
    {
        if (Named(value) is { } name)
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(name));
        }
        else
        {
            context.NotUnderstood($"{procedure} of an object that is no constant");
        }
    }

    /// <summary>An object, or a column or index of the table before it.</summary>
    private void Rename(CallArguments arguments)
    {
        var kind = Text(arguments.Find(3, ["@objtype"]))?.ToLowerInvariant();
        if (Named(arguments.Value) is not { } name || Text(arguments.Find(2, ["@newname"])) is not { } renamed)
        {
            context.NotUnderstood("sp_rename of an object that is no constant");
            return;
        }

        if (kind is "database")
        {
            context.Server(SqlAction.Ddl, context.Fold(name.BaseIdentifier));
            return;
        }

        if (kind is "column" or "index" or "statistics" && name.Identifiers.Count > 1)
        {
            name.Identifiers.RemoveAt(name.Identifiers.Count - 1);
            context.Object(SqlAction.Ddl, context.Names.Resolve(name));
            return;
        }

        // Without a kind the name may be of a column too.
        var relation = context.Names.Resolve(name);
        var old = relation.Kind is null ? context.Names.Routine(name).Name : relation.Name;
        context.Object(SqlAction.Ddl, old, default, relation.Kind);
        context.Object(SqlAction.Ddl, old with { Name = context.Folding.Fold(renamed) });
        if (kind is null && relation.Kind is null && name.Identifiers.Count > 1 && context.Folding.Fold(name.Identifiers[0].Value) is not "dbo")
        {
            name.Identifiers.RemoveAt(name.Identifiers.Count - 1);
            context.Object(SqlAction.Ddl, context.Names.Resolve(name));
        }
    }

    /// <summary>By levels: a schema, and an object in it.</summary>
    private void Property(string procedure, CallArguments arguments)
    {
        var shift = procedure == "sp_dropextendedproperty" ? -1 : 0;
        var schema = arguments.Find(4 + shift, ["@level0name"]);
        var child = arguments.Find(6 + shift, ["@level1name"]);
        if (child is null or NullLiteral)
        {
            context.Server(SqlAction.Ddl, Text(schema) is { } owner ? context.Folding.Fold(owner) : "database");
        }
        else if (Text(schema) is { } known && Text(child) is { } name)
        {
            context.Object(SqlAction.Ddl, new ObjectName(context.Folding.Fold(known), context.Folding.Fold(name)));
        }
        else
        {
            context.NotUnderstood($"{procedure} of an object that is no constant");
        }
    }

    private SchemaObjectName? Named(ScalarExpression? value) => Text(value) is { } text ? NameTexts.Parse(text) : null;

    private string? Text(ScalarExpression? value) => value is null ? null : context.Frame.Batch.Constants.Of(value);
}
