using ProxyDb.Host.Audit;
using ProxyDb.Host.Telemetry;

namespace ProxyDb.Host.Gateway;

/// <summary>Counters of one session, looked up once and added to without locks.</summary>
internal sealed class SessionMetrics(GatewayMetrics metrics, string listener, int loopIndex)
{
    private readonly Dictionary<AuditTemplate, (Counter Statements, Counter? Denied, Counter[] Masked)> _byTemplate =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Templates of old policies pile up in long sessions; forgetting them costs one look-up each.</summary>
    private const int TemplatesMax = 4096;

    public void Count(AuditTemplate template)
    {
        if (!_byTemplate.TryGetValue(template, out var counters))
        {
            if (_byTemplate.Count >= TemplatesMax)
            {
                _byTemplate.Clear();
            }

            counters = (
                metrics.Statements(listener, template.Action, template.Decision),
                template.Decision == "deny" ? metrics.Denied(template.Rules.IsEmpty ? "none" : template.Rules[0]) : null,
                [.. template.MaskedTags.Select(metrics.MaskedColumns)]);
            _byTemplate.Add(template, counters);
        }

        counters.Statements.Increment(loopIndex);
        counters.Denied?.Increment(loopIndex);
        foreach (var masked in counters.Masked)
        {
            masked.Increment(loopIndex);
        }
    }
}
