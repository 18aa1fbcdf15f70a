using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>A top-level statement that has been walked, before its facts are made.</summary>
internal sealed record WalkedStatement(
    TSqlStatement Node, WalkContext Context, SqlAction Action, string Kind, SourceSpan Span, IMapRecorder? Recorder);
