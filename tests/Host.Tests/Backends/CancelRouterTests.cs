using NUnit.Framework;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Tests.Backends;

public sealed class CancelRouterTests
{
    [Test]
    public void A_reserved_id_is_one_connections_alone_until_it_is_released()
    {
        var router = new CancelRouter(0);
        var ids = Enumerable.Range(0, 70_000).Select(_ => router.Reserve()).ToList();
        Assert.That(ids.Select(k => k.ProcessId).Distinct().Count(), Is.EqualTo(ids.Count));
        Assert.That(ids.Select(k => k.ProcessId), Has.None.Zero);
        router.Release(ids[5]);
        Assert.That(router.Find((uint)ids[5].ProcessId, "shop", "kim"), Is.Null);
    }

    [Test]
    public void A_session_is_found_by_its_user_on_its_cluster_only()
    {
        var router = new CancelRouter(0xffff);
        var (key, bare) = (router.Reserve(), router.Reserve());
        var target = new Target();
        var id = (long)(uint)key.ProcessId;
        Assert.That(router.Find(id, "shop", "kim"), Is.Null, "nobody has logged in");
        router.Bind(key, target);
        Assert.That(id, Is.GreaterThan(int.MaxValue), "ids are unsigned");
        Assert.That(router.Find(id, "shop", "kim"), Is.SameAs(target));
        Assert.That(router.Find(id, "shop", "eve"), Is.Null);
        Assert.That(router.Find(id, "store", "kim"), Is.Null);
        Assert.That(router.Find((uint)bare.ProcessId, "shop", "kim"), Is.Null);
        Assert.That(router.Find(id + (1L << 32), "shop", "kim"), Is.Null, "more bits than an id has");
        Assert.That(router.Find(key.ProcessId, "shop", "kim"), Is.Null, "a negative number");
        router.Bind(key, null);
        Assert.That(router.Find(id, "shop", "kim"), Is.Null, "between two users");
    }

    private sealed class Target : IKillTarget
    {
        public string Cluster => "shop";

        public string User => "kim";

        public EventLoop Loop => throw new NotSupportedException();

        public void OnCancel(Action done) => throw new NotSupportedException();

        public void OnKill() => throw new NotSupportedException();
    }
}
