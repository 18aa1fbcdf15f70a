using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>CREATE and ALTER of views, procedures and functions.</summary>
internal static class Modules
{
    public static void Define(SqlSession session, TSqlStatement statement)
    {
        var (name, alters, orAlters) = statement switch
        {
            ViewStatementBody v => (v.SchemaObjectName, v is AlterViewStatement, v is CreateOrAlterViewStatement),
            ProcedureStatementBody p => (p.ProcedureReference.Name, p is AlterProcedureStatement, p is CreateOrAlterProcedureStatement),
            FunctionStatementBody f => (f.Name, f is AlterFunctionStatement, f is CreateOrAlterFunctionStatement),
            _ => throw Errors.NotSupported(statement.GetType().Name),
        };
        if (name.BaseIdentifier.Value.StartsWith('#'))
            throw Errors.NotSupported("a temporary procedure");
        session.Write(() =>
        {
            var (database, schema) = TableMaker.Place(session, name, mayExist: true);
            var old = session.Catalog.Databases[database].Find(schema, name.BaseIdentifier.Value);
            if (old is not null && !alters && !orAlters)
                throw Errors.Exists(name.BaseIdentifier.Value);
            if (old is null && alters)
                throw Errors.InvalidObject(Names.Text(name));
            var made = Make(session, statement, old?.Id ?? ServerCatalog.NextId(), database, schema, name.BaseIdentifier.Value);
            session.Catalog = session.Catalog.With(made with { Text = Scripts.Text(statement), QuotedIdentifier = session.Settings.QuotedIdentifier, AnsiNulls = session.Settings.AnsiNulls, Created = old?.Created ?? DateTime.UtcNow });
        });
    }

    private static SqlObject Make(SqlSession session, TSqlStatement statement, int id, string database, string schema, string name)
    {
        var context = session.Context with { Database = database, Schema = schema };
        switch (statement)
        {
            case ViewStatementBody v:
                var query = new Translator(context).Statement(v.SelectStatement.WithCtesAndXmlNamespaces, v.SelectStatement.QueryExpression, null);
                var titles = v.Columns.Count > 0 ? v.Columns.Select(c => c.Value).ToList() : [.. query.Columns.Select(c => c.Name)];
                if (titles.FindIndex(t => t.Length == 0) is >= 0 and var missing)
                    throw new SqlError(4511, 16, $"Create View or Function failed because no column name was specified for column {missing + 1}.");
                if (titles.Count != query.Columns.Count)
                    throw new SqlError(8158, 16, $"'{name}' has more columns than were specified in the column list.");
                return new ViewObject(id, database, schema, name, [.. v.Columns.Select(c => c.Value)], v.SelectStatement) { Types = [.. query.Columns.Select((c, i) => c.ToColumn() with { Name = titles[i] })] };
            case ProcedureStatementBody p:
                return new ProcedureObject(id, database, schema, name, [.. p.Parameters.Select(x => Arguments.Define(context, x))], p.StatementList);
            default:
                return Function(context, (FunctionStatementBody)statement, id, database, schema, name);
        }
    }

    private static FunctionObject Function(TranslationContext context, FunctionStatementBody f, int id, string database, string schema, string name)
    {
        var parameters = f.Parameters.Select(x => Arguments.Define(context, x)).ToList();
        var made = new FunctionObject(id, database, schema, name, parameters);
        switch (f.ReturnType)
        {
            case ScalarFunctionReturnType s:
                return made with { Returns = DataTypes.Of(s.DataType), Body = f.StatementList };
            case SelectFunctionReturnType s:
                var inside = context with { Variable = n => parameters.Find(p => p.Name.Equals(n, StringComparison.OrdinalIgnoreCase))?.Type };
                var query = new Translator(inside).Statement(s.SelectStatement.WithCtesAndXmlNamespaces, s.SelectStatement.QueryExpression, null);
                return made with { Select = s.SelectStatement, Types = [.. query.Columns.Select(c => c.ToColumn())] };
            case TableValuedFunctionReturnType t:
                return made with { Body = f.StatementList, Result = (t.DeclareTableVariableBody.VariableName.Value, t.DeclareTableVariableBody.Definition) };
            default:
                throw Errors.NotSupported("this function");
        }
    }
}
