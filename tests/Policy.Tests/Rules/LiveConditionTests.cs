using System.Globalization;
using NUnit.Framework;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

public class LiveConditionTests
{
    private static bool Holds(string window, string zone, string now)
    {
        Assert.That(TimeWindow.TryParse(window, out var parsed), Is.True);
        var hours = new LiveCondition.Hours([parsed], Inside: true, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return hours.Holds(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
    }

    [TestCase("Mon-Fri 09:00-19:00", "Asia/Seoul", "2026-11-25T00:00:00Z", true, Description = "Wednesday 09:00 in Seoul")]
    [TestCase("Mon-Fri 09:00-19:00", "Asia/Seoul", "2026-11-24T23:59:59Z", false)]
    [TestCase("Mon-Fri 09:00-19:00", "Asia/Seoul", "2026-11-25T10:00:00Z", false, Description = "the end is not part of it")]
    [TestCase("Mon-Fri 09:00-19:00", "Asia/Seoul", "2026-11-27T15:30:00Z", false, Description = "Saturday in Seoul")]
    [TestCase("Sat,Sun", "UTC", "2026-11-28T12:00:00Z", true)]
    [TestCase("Fri-Mon", "UTC", "2026-11-25T12:00:00Z", false)]
    [TestCase("Fri-Mon", "UTC", "2026-11-29T12:00:00Z", true)]
    [TestCase("Fri 22:00-06:00", "UTC", "2026-11-28T05:59:00Z", true, Description = "belongs to the day on which it begins")]
    [TestCase("Fri 22:00-06:00", "UTC", "2026-11-27T05:59:00Z", false)]
    [TestCase("00:00-24:00", "UTC", "2026-11-27T23:59:59Z", true)]
    [TestCase("02:00-03:00", "Europe/Berlin", "2026-03-29T00:59:59Z", false, Description = "the hour that summer time leaves out")]
    [TestCase("02:00-03:00", "Europe/Berlin", "2026-10-25T01:30:00Z", true, Description = "the second of two equal hours")]
    public void Hours_are_those_of_the_zone(string window, string zone, string now, bool expected) =>
        Assert.That(Holds(window, zone, now), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("Mon-Fri 9-19")]
    [TestCase("Monday")]
    [TestCase("09:00-09:00")]
    [TestCase("24:00-25:00")]
    [TestCase("Mon-Tue-Wed")]
    [TestCase("09:60-10:00")]
    public void What_is_no_window_is_refused(string text) => Assert.That(TimeWindow.TryParse(text, out _), Is.False);

    [Test]
    public void A_plain_last_day_is_part_of_the_validity()
    {
        var rule = PolicyText.Set("rules: [{id: r, effect: deny, valid_from: 2027-01-01, valid_until: 2027-01-31}]\n").Rules[^1];
        bool At(string now) => rule.Live[0].Holds(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        Assert.That(At("2026-12-31T23:59:59Z"), Is.False);
        Assert.That(At("2027-01-01T00:00:00Z"), Is.True);
        Assert.That(At("2027-01-31T23:59:59Z"), Is.True);
        Assert.That(At("2027-02-01T00:00:00Z"), Is.False);
    }
}
