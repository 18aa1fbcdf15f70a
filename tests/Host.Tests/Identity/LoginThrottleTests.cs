using System.Net;
using NUnit.Framework;
using ProxyDb.Host.Identity;

namespace ProxyDb.Host.Tests.Identity;

public sealed class LoginThrottleTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Other = IPAddress.Parse("10.0.0.2");

    [Test]
    public void The_pair_of_account_and_source_is_locked_and_no_other()
    {
        var throttle = Failed(LoginThrottle.MaxFailures);
        Assert.That(throttle.IsLocked("kim", One, Start), Is.True);
        Assert.That(throttle.IsLocked("kim", One.MapToIPv6(), Start), Is.True);
        Assert.That(throttle.IsLocked("kim", Other, Start), Is.False);
        Assert.That(throttle.IsLocked("lee", One, Start), Is.False);
    }

    [Test]
    public void One_failure_less_does_not_lock() => Assert.That(Failed(LoginThrottle.MaxFailures - 1).IsLocked("kim", One, Start), Is.False);

    [Test]
    public void A_lock_ends_and_one_more_failure_locks_again()
    {
        var throttle = Failed(LoginThrottle.MaxFailures);
        var later = Start + LoginThrottle.LockTime;
        Assert.That(throttle.IsLocked("kim", One, later), Is.False);
        throttle.Failed("kim", One, later);
        Assert.That(throttle.IsLocked("kim", One, later), Is.True);
    }

    [Test]
    public void Old_failures_are_forgotten()
    {
        var throttle = Failed(LoginThrottle.MaxFailures);
        throttle.Failed("kim", One, Start + LoginThrottle.Window);
        Assert.That(throttle.IsLocked("kim", One, Start + LoginThrottle.Window), Is.False);
    }

    [Test]
    public void A_success_forgets_failures()
    {
        var throttle = Failed(LoginThrottle.MaxFailures - 1);
        throttle.Succeeded("kim", One);
        throttle.Failed("kim", One, Start);
        Assert.That(throttle.IsLocked("kim", One, Start), Is.False);
    }

    [Test]
    public void Sources_of_ipv6_count_by_their_network()
    {
        var throttle = new LoginThrottle();
        for (var i = 0; i < LoginThrottle.MaxFailures; i++)
        {
            throttle.Failed("kim", IPAddress.Parse($"2001:db8:0:1::{i + 1:x}"), Start);
        }

        Assert.That(throttle.IsLocked("kim", IPAddress.Parse("2001:db8:0:1:ffff::1"), Start), Is.True);
        Assert.That(throttle.IsLocked("kim", IPAddress.Parse("2001:db8:0:2::1"), Start), Is.False);
    }

    [Test]
    public void Names_without_end_do_not_take_memory_without_end()
    {
        var throttle = new LoginThrottle();
        for (var i = 0; i < 120_000; i++)
        {
            throttle.Failed("name-" + i, One, Start.AddMilliseconds(i));
        }

        Assert.That(throttle.Count, Is.LessThanOrEqualTo(50_000));
    }

    private static LoginThrottle Failed(int times)
    {
        var throttle = new LoginThrottle();
        for (var i = 0; i < times; i++)
        {
            throttle.Failed("kim", One, Start);
        }

        return throttle;
    }
}
