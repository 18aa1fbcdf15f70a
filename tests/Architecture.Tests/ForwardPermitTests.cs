using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Architecture.Tests;

/// <summary>Nothing unjudged reaches a database: the ways to a backend's socket are counted here.</summary>
[TestFixture]
public sealed class ForwardPermitTests
{
    private static readonly string[] BackendWriters = ["BackendLease.cs", "BackendLogin.cs", "BackendConnection.cs", "CancelSender.cs", "CancelLogin.cs", "CatalogConnection.cs"];

    [Test]
    public void A_lease_sends_in_exactly_three_ways()
    {
        var sends = typeof(BackendLease).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
            .Where(m => m.Name.StartsWith("Send", StringComparison.Ordinal))
            .Select(m => string.Join(", ", m.GetParameters().Select(p => p.ParameterType.Name)))
            .ToList();
        Assert.That(sends, Is.EquivalentTo(new[]
        {
            nameof(ForwardPermit), $"{nameof(ControlMessage)}, ReadOnlySpan`1", nameof(OwnStatement),
        }));
    }

    [Test]
    public void Only_the_lease_the_login_the_upkeep_and_the_cancel_write_to_backends()
    {
        var writers = Repository.In("Host").Where(f => !Repository.IsWithin(f.Folder, "Host/Network"))
            .Where(f => f.Nodes<InvocationExpressionSyntax>().Any(IsTransportWrite))
            .Select(f => f.Name).ToList();
        Assert.That(writers.Except(["ClientConnection.cs"]), Is.SubsetOf(BackendWriters));
    }

    [Test]
    public void The_client_connection_never_meets_a_backend_transport()
    {
        var file = Repository.In("Host/Gateway").Single(f => f.Name == "ClientConnection.cs");
        Assert.That(file.Nodes<IdentifierNameSyntax>().Select(n => n.Identifier.Text), Does.Not.Contain(nameof(BackendConnection)));
    }

    [Test]
    public void Only_a_slot_makes_a_permit()
    {
        Assert.That(typeof(ForwardPermit).GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            Has.All.Property(nameof(ConstructorInfo.IsPrivate)).True);
        Assert.That(typeof(ForwardPermit.Slot).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), Is.Empty);
    }

    [Test]
    public void Only_a_decision_and_a_secured_form_arm_a_slot()
    {
        var armed = Repository.In("Policy")
            .SelectMany(f => f.Nodes<InvocationExpressionSyntax>().Select(call => (File: f, Call: call)))
            .Where(c => c.Call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Arm" })
            .Select(c => (c.File.Path, Method: c.Call.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text))
            .ToList();
        Assert.That(armed, Is.EquivalentTo(new[]
        {
            ("src/Policy/Decisions/Decision.cs", nameof(Decision.TryPermit)),
            ("src/Policy/Rewriting/SecuredForm.cs", nameof(SecuredForm.TryPermit)),
        }));
    }

    [Test]
    public void Only_the_rewriter_makes_a_secured_form()
    {
        Assert.That(typeof(SecuredForm).GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            Has.All.Property(nameof(ConstructorInfo.IsPrivate)).True);
        var makers = typeof(SecuredForm).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(m => m.Name);
        Assert.That(makers, Is.EqualTo(new[] { nameof(SecuredForm.Make) }));
    }

    [Test]
    public void An_allow_with_obligations_is_never_forwarded_as_it_came()
    {
        var bound = new Obligations([], [new RowFilter(new ObjectName("public", "t"), new FilterTerms("a = 1", [new FilterPart("a = 1", null)]), "r")]);
        var decision = (Decision)Activator.CreateInstance(
            typeof(Decision), BindingFlags.NonPublic | BindingFlags.Instance, null, [Verdict.Allow], null)!;
        typeof(Decision).GetProperty(nameof(Decision.Obligations))!.SetValue(decision, bound);
        Assert.That(decision.TryPermit(new ForwardPermit.Slot(), new byte[] { 1 }, out var permit), Is.False);
        Assert.That(permit, Is.Null);

        var of = typeof(SecuredForm).GetMethod("Of", BindingFlags.NonPublic | BindingFlags.Static)!;
        var secured = new SecuredStatement { Parts = [SecuredPart.Of("SELECT 1")] };
        var mine = (SecuredForm)of.Invoke(null, [bound, secured])!;
        var others = (SecuredForm)of.Invoke(null, [new Obligations([], bound.Filters), secured])!;
        Assert.That(others.TryPermit(decision, new ForwardPermit.Slot(), new byte[] { 1 }, out _), Is.False, "made for other obligations");
        Assert.That(mine.TryPermit(decision, new ForwardPermit.Slot(), new byte[] { 1 }, out _), Is.True);
        Assert.That(mine.TryPermit(Decision.Refusal(RefusalReason.Policy, "no"), new ForwardPermit.Slot(), default, out _), Is.False);
    }

    [Test]
    public void A_refusal_permits_nothing([Values] RefusalReason reason)
    {
        var refusal = Decision.Refusal(reason, "no");
        Assert.That(refusal.TryPermit(new ForwardPermit.Slot(), new byte[] { 1 }, out var permit), Is.False);
        Assert.That(permit, Is.Null);
    }

    [Test]
    public void Only_an_allow_makes_a_permit()
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            var decision = (Decision)Activator.CreateInstance(
                typeof(Decision), BindingFlags.NonPublic | BindingFlags.Instance, null, [verdict], null)!;
            Assert.That(decision.TryPermit(new ForwardPermit.Slot(), default, out _), Is.EqualTo(verdict == Verdict.Allow), $"{verdict}");
        }
    }

    private static bool IsTransportWrite(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Write", Expression: var receiver }
        && receiver.ToString().EndsWith("ransport", StringComparison.Ordinal);
}
