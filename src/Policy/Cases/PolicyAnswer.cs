using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;

namespace ProxyDb.Policy.Cases;

/// <summary>What a client would meet: the decision, and for an allow under masks or filters what becomes of the text.</summary>
/// <param name="Secured">Null when there is nothing to secure.</param>
public sealed record PolicyAnswer(Decision Decision, RewriteResult? Secured)
{
    /// <summary>An allow that cannot be secured is a refusal.</summary>
    public Verdict Verdict => Secured?.Refusal is null ? Decision.Verdict : Verdict.Deny;

    /// <summary>What the client sees; empty for an allow.</summary>
    public string Message => Secured?.Refusal ?? Decision.Message;

    public ImmutableArray<string> Masked => Secured?.Statement?.Masked ?? [];

    public ImmutableArray<string> Filtered => Secured?.Statement?.Filtered ?? [];

    /// <summary>The text that is sent, attributes shown as <c>:user.branches</c>; null when it is sent as written or not at all.</summary>
    public string? SecuredText
    {
        get
        {
            if (Secured?.Statement is not { } statement)
            {
                return null;
            }

            var text = new StringBuilder();
            foreach (var part in statement.Parts)
            {
                _ = part.Slot < 0 ? text.Append(part.Text) : text.Append(":user.").Append(statement.Slots[part.Slot].Attribute);
            }

            return text.ToString();
        }
    }
}
