using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Identity;

namespace ProxyDb.Host.Tests.Admin;

public sealed class AdminServerTests
{
    [Test]
    public async Task Probes_need_no_login_and_say_what_the_gateway_says()
    {
        await using var sample = await AdminSample.StartAsync(admins: false);
        foreach (var (probes, live, startup, ready) in new[]
        {
            (new ProbeState(true, true, true, ""), 200, 200, 200),
            (new ProbeState(true, false, true, "policies not loaded"), 200, 503, 503),
            (new ProbeState(true, true, false, "draining"), 200, 200, 503),
            (new ProbeState(false, true, true, "loop 1 stands"), 503, 200, 200),
        })
        {
            sample.Control.Probes = probes;
            Assert.That(await Status("/livez"), Is.EqualTo(live));
            Assert.That(await Status("/startupz"), Is.EqualTo(startup));
            Assert.That(await Status("/readyz"), Is.EqualTo(ready));
        }

        async Task<int> Status(string path)
        {
            using var response = await sample.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(text, Is.EqualTo(response.IsSuccessStatusCode ? "ok\n" : sample.Control.Probes.Reason + "\n"));
            return (int)response.StatusCode;
        }
    }

    [Test]
    public async Task Metrics_need_a_login_unless_they_are_public()
    {
        await using (var sample = await AdminSample.StartAsync())
        {
            using var refused = await sample.GetAsync("/metrics");
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(refused.Headers.WwwAuthenticate.ToString(), Does.StartWith("Basic"));
            using var shown = await sample.GetAsync("/metrics", "view");
            Assert.That(await shown.Content.ReadAsStringAsync(), Does.Contain("proxydb_sessions"));
            Assert.That(shown.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        }

        await using var open = await AdminSample.StartAsync(publicMetrics: true, admins: false);
        using var response = await open.GetAsync("/metrics");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Rows_have_the_columns_that_tools_read()
    {
        await using var sample = await AdminSample.StartAsync();
        var pool = (await Rows("pools"))[0]!.AsObject();
        Assert.That(pool.Select(c => c.Key), Is.EqualTo(new[]
        {
            "cluster", "database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "sv_login", "maxwait", "maxwait_us", "pool_mode",
            "paused", "pinned",
        }));
        Assert.That((pool["maxwait"]!.ToString(), pool["maxwait_us"]!.ToString()), Is.EqualTo(("1", "500000")));
        Assert.That((await Rows("sessions"))[0]!["id"]!.ToString(), Is.EqualTo("s/1"));
        Assert.That((await Rows("servers"))[0]!["server"]!.ToString(), Is.EqualTo("pg-a:5432"));
        Assert.That(sample.Recorded.Select(c => (c.Admin, c.Action, c.Result)), Is.EqualTo(new[]
        {
            ("view", "pools", "done"), ("view", "sessions", "done"), ("view", "servers", "done"),
        }));

        async Task<JsonArray> Rows(string what)
        {
            using var response = await sample.GetAsync("/admin/v1/" + what, "view");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        }
    }

    [Test]
    public async Task An_operator_acts_and_every_call_is_recorded()
    {
        await using var sample = await AdminSample.StartAsync();
        foreach (var (path, status) in new[]
        {
            ("clusters/shop/pause", 200), ("clusters/shop/resume", 200), ("clusters/shoe/pause", 404), ("sessions/s%2F1/kill", 200),
            ("sessions/2/kill", 404), ("drain", 200),
        })
        {
            using var response = await sample.PostAsync("/admin/v1/" + path, "oper");
            Assert.That((int)response.StatusCode, Is.EqualTo(status), path);
        }

        Assert.That(sample.Control.Calls, Is.EqualTo(new[] { "pause shop", "resume shop", "pause shoe", "kill s/1", "kill 2", "drain " }));
        Assert.That(sample.Recorded.Select(c => $"{c.Admin} {c.Address} {c.Action} {c.Target} {c.Result}"), Is.EqualTo(new[]
        {
            "oper 127.0.0.1 pause shop done", "oper 127.0.0.1 resume shop done", "oper 127.0.0.1 pause shoe not-found",
            "oper 127.0.0.1 kill s/1 done", "oper 127.0.0.1 kill 2 not-found", "oper 127.0.0.1 drain  done",
        }));
    }

    [Test]
    public async Task Who_may_only_look_cannot_act()
    {
        await using var sample = await AdminSample.StartAsync();
        using var response = await sample.PostAsync("/admin/v1/drain", "view");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(sample.Control.Calls, Is.Empty);
        Assert.That(sample.Recorded.Single().Result, Is.EqualTo("refused"));
    }

    [Test]
    public async Task A_form_of_another_site_does_nothing()
    {
        await using var sample = await AdminSample.StartAsync();
        using var response = await sample.PostAsync("/admin/v1/drain", "oper", "text/plain");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(sample.Control.Calls, Is.Empty);
    }

    [TestCase("oper", "pw-view")]
    [TestCase("nobody", "pw-oper")]
    [TestCase("", "pw-oper")]
    public async Task A_wrong_login_is_refused_recorded_and_locked_out(string name, string password)
    {
        await using var sample = await AdminSample.StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= LoginThrottle.MaxFailures; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/pools") { Headers = { Authorization = AdminSample.Basic(name, password) } };
            using var response = await sample.Http.SendAsync(request);
            statuses.Add(response.StatusCode);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain(password));
        }

        Assert.That(statuses[..^1], Is.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(statuses[^1], Is.EqualTo(name.Length == 0 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests));
        Assert.That(sample.Recorded, Has.Count.EqualTo(name.Length == 0 ? 0 : statuses.Count));
        Assert.That(sample.Recorded, Is.All.Matches<AdminCall>(c => c is { Action: "login", Result: "refused" }));
    }

    [Test]
    public async Task Without_a_file_of_administrators_nobody_gets_in_until_it_is_there()
    {
        await using var sample = await AdminSample.StartAsync(admins: false);
        using (var response = await sample.GetAsync("/admin/v1/pools", "oper"))
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        var verifier = ScramSecret.Format(ScramSecret.Derive("pw-oper"u8, new byte[16]));
        UsersFile.Change(sample.In("admins.yaml"), text => text.Set("oper", [new("scram_sha_256", verifier)]));
        sample.Server.Reload();
        using var now = await sample.GetAsync("/admin/v1/pools", "oper");
        Assert.That(now.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        File.WriteAllText(sample.In("admins.yaml"), "broken: [");
        sample.Server.Reload();
        using var still = await sample.GetAsync("/admin/v1/pools", "oper");
        Assert.That(still.StatusCode, Is.EqualTo(HttpStatusCode.OK), "what was in force stays");
    }

    [Test]
    public async Task The_port_speaks_tls()
    {
        await using var sample = await AdminSample.StartAsync(tls: true);
        using var response = await sample.GetAsync("/admin/v1/pools", "oper");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_path_nobody_knows_is_404_and_the_server_says_nothing_of_itself()
    {
        await using var sample = await AdminSample.StartAsync();
        using var response = await sample.GetAsync("/admin/v1/users", "oper");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(response.Headers.Server, Is.Empty);
    }
}
