using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Adds up limits (the lowest wins) and audit demands (the highest level and the strictest bind values win; without a rule:
/// standard).
/// </summary>
internal sealed class EffectMerger
{
    private StatementLimits _limits = StatementLimits.None;
    private AuditLevel? _level;
    private BindValues? _binds;
    private bool _alert;
    private bool _download;

    public void Add(Rule rule)
    {
        if (rule.Limit is { } limit)
        {
            AddLimit(rule.Id, limit);
        }

        if (rule.Audit is { } audit)
        {
            AddAudit(audit);
        }
    }

    public Decision Complete(Decision decision) => decision.With(_limits, _level ?? AuditLevel.Standard, _binds ?? BindValues.None, _alert, _download);

    private void AddLimit(string id, LimitTerms limit)
    {
        if (limit.Rows is { } rows && (_limits.Rows is null || rows <= _limits.Rows))
        {
            // Of two equal limits the one that tells the client of its error wins.
            var truncate = limit.TruncateRows && (_limits.Rows != rows || _limits.TruncateRows);
            _limits = _limits with { Rows = rows, TruncateRows = truncate, RowsRule = id };
        }

        if (limit.Timeout is { } timeout && (_limits.Timeout is null || timeout < _limits.Timeout))
        {
            _limits = _limits with { Timeout = timeout, TimeoutRule = id };
        }

        if (limit.Concurrency is { } concurrency && (_limits.Concurrency is null || concurrency < _limits.Concurrency))
        {
            _limits = _limits with { Concurrency = concurrency, ConcurrencyRule = id };
        }
    }

    private void AddAudit(AuditTerms audit)
    {
        _alert |= audit.Alert;
        _download |= audit.Download;
        if (audit.Level is { } word && Enum.Parse<AuditLevel>(word, ignoreCase: true) is var level)
        {
            _level = _level is { } known && known > level ? known : level;
        }

        if (audit.BindValues is { } values && Enum.Parse<BindValues>(values, ignoreCase: true) is var binds)
        {
            // None is stricter than hash, hash than plain.
            _binds = _binds is { } known && known < binds ? known : binds;
        }
    }
}
