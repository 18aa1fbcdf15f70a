using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Decisions;

/// <summary>Finds the rules a subject can meet.</summary>
public static class SubjectMatching
{
    /// <summary>A set keeps its matches as long as it lives itself; they are as many as there are kinds of subjects, not sessions.</summary>
    private static readonly ConditionalWeakTable<PolicySet, ConcurrentDictionary<string, RuleMatch>> Interned = [];

    /// <summary>
    /// The rules of <paramref name="set"/> for this subject. Call it at login and when subject, enforcement or set change; keep
    /// the result for the session.
    /// </summary>
    public static RuleMatch Match(this PolicySet set, Subject subject, Enforcement enforcement = Enforcement.Enforce)
    {
        var bits = new BitArray(set.Rules.Length);
        var key = new char[(set.Rules.Length / 16) + 1];
        foreach (var rule in set.Rules)
        {
            if (Missed(rule, subject) == RuleKeys.None)
            {
                bits[rule.Index] = true;
                key[rule.Index / 16] |= (char)(1 << (rule.Index % 16));
            }
        }

        var matches = Interned.GetValue(set, static _ => new(StringComparer.Ordinal));
        return matches.GetOrAdd(
            $"{(int)enforcement}{new string(key)}{subject.Database}\0{subject.ServiceLogin}",
            static (_, made) => new RuleMatch(made.set, made.subject, made.enforcement, made.bits),
            (set, subject, enforcement, bits));
    }

    /// <summary>The keys of a rule that this subject does not meet.</summary>
    internal static RuleKeys Missed(Rule rule, Subject subject)
    {
        var missed = RuleKeys.None;
        if (rule.Subjects is { } subjects && !Matches(subjects, subject))
        {
            missed |= RuleKeys.Subjects;
        }

        if (rule.Except is { } except && Matches(except, subject))
        {
            missed |= RuleKeys.Except;
        }

        if (!rule.From.IsEmpty && !Within(rule.From, subject.Address))
        {
            missed |= RuleKeys.From;
        }

        if (!rule.ExceptFrom.IsEmpty && Within(rule.ExceptFrom, subject.Address))
        {
            missed |= RuleKeys.ExceptFrom;
        }

        if (!Any(rule.Listeners, subject.Listener))
        {
            missed |= RuleKeys.Listeners;
        }

        if (!Any(rule.Applications, subject.Application))
        {
            missed |= RuleKeys.Applications;
        }

        if (rule.Conditions.Tls is { } tls && tls != subject.Tls)
        {
            missed |= RuleKeys.Conditions;
        }

        return missed;
    }

    private static bool Any(ImmutableArray<Glob> globs, string name)
    {
        foreach (var glob in globs)
        {
            if (glob.Matches(name))
            {
                return true;
            }
        }

        return globs.IsEmpty;
    }

    private static bool Matches(SubjectSelector selector, Subject subject)
    {
        switch (selector)
        {
            case SubjectSelector.Anybody:
                return true;
            case SubjectSelector.User user:
                return user.Name.Matches(subject.User);
            case SubjectSelector.Role role:
                return subject.Roles.Any(r => role.Name.Matches(r));
            case SubjectSelector.OneOf one:
                return one.Items.Any(i => Matches(i, subject));
            case SubjectSelector.AllOf all:
                return all.Items.All(i => Matches(i, subject));
            default:
                throw new InvalidOperationException($"no matching for {selector.GetType().Name}");
        }
    }

    private static bool Within(ImmutableArray<IPNetwork> networks, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        // A dual-stack listener sees IPv4 clients as ::ffff:10.1.2.3.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }
}
