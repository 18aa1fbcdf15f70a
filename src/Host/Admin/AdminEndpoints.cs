using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Telemetry;

namespace ProxyDb.Host.Admin;

/// <summary>The paths of the administration port and what each asks of the gateway.</summary>
internal sealed class AdminEndpoints(
    IGatewayControl control, GatewayMetrics metrics, AdminLogin login, Action<AdminCall> recorded, bool metricsArePublic)
{
    public void Map(WebApplication application)
    {
        application.MapGet("/livez", context => Probe(context, control.Probes.Live));
        application.MapGet("/startupz", context => Probe(context, control.Probes.Started));
        application.MapGet("/readyz", context => Probe(context, control.Probes is { Started: true, Ready: true }));
        application.MapGet("/metrics", Metrics);
        application.MapGet("/admin/v1/pools", context => Show(context, "pools", () => AdminRows.Of(control.Pools())));
        application.MapGet("/admin/v1/sessions", context => Show(context, "sessions", () => AdminRows.Of(control.Sessions())));
        application.MapGet("/admin/v1/servers", context => Show(context, "servers", () => AdminRows.Of(control.Servers())));
        application.MapPost("/admin/v1/clusters/{target}/pause", context => Do(context, "pause", control.Pause));
        application.MapPost("/admin/v1/clusters/{target}/resume", context => Do(context, "resume", control.Resume));
        application.MapPost("/admin/v1/sessions/{target}/kill", context => Do(context, "kill", control.Kill));
        application.MapPost("/admin/v1/drain", context => Do(context, "drain", Drain));
    }

    private bool Drain(string target)
    {
        control.Drain();
        return true;
    }

    private Task Probe(HttpContext context, bool isWell)
    {
        var reason = control.Probes.Reason;
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Text(context, isWell ? "ok\n" : (reason.Length == 0 ? "not yet" : reason) + "\n");
    }

    private async Task Metrics(HttpContext context)
    {
        if (metricsArePublic || await AdmitAsync(context).ConfigureAwait(false) is not null)
        {
            await Text(context, metrics.Render(), PrometheusText.ContentType).ConfigureAwait(false);
        }
    }

    private async Task Show(HttpContext context, string action, Func<JsonArray> rows)
    {
        if (await AdmitAsync(context).ConfigureAwait(false) is not { } admin)
        {
            return;
        }

        Record(context, admin.Name, action, "", "done");
        await Text(context, rows().ToJsonString(), "application/json").ConfigureAwait(false);
    }

    private async Task Do(HttpContext context, string action, Func<string, bool> run)
    {
        if (await AdmitAsync(context).ConfigureAwait(false) is not { } admin)
        {
            return;
        }

        // Routing decodes everything but slashes.
        var target = ((string?)context.Request.RouteValues["target"] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (FaultOf(context, admin, action) is var (status, fault))
        {
            Record(context, admin.Name, action, target, "refused");
            await Refuse(context, status, fault).ConfigureAwait(false);
            return;
        }

        var isDone = run(target);
        Record(context, admin.Name, action, target, isDone ? "done" : "not-found");
        var answer = isDone
            ? Text(context, "{\"done\":true}", "application/json")
            : Refuse(context, StatusCodes.Status404NotFound, $"there is no {(action == "kill" ? "session" : "cluster")} `{target}`");
        await answer.ConfigureAwait(false);
    }

    private static (int Status, string Fault)? FaultOf(HttpContext context, GatewayUser admin, string action)
    {
        if (!admin.Roles.Contains(AdminsDocument.Operator))
        {
            var fault = $"`{admin.Name}` may look but not {action}; that needs the role `{AdminsDocument.Operator}`";
            return (StatusCodes.Status403Forbidden, fault);
        }

        // A page of another site can make a browser post a form, but not this content type.
        return context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, "post with content type application/json");
    }

    /// <summary>The administrator, or null after the refusal was written.</summary>
    private async ValueTask<GatewayUser?> AdmitAsync(HttpContext context)
    {
        var result = login.Check(context);
        if (result.Admin is not null)
        {
            return result.Admin;
        }

        if (result.Name.Length > 0)
        {
            Record(context, result.Name, "login", "", "refused");
        }

        if (result.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"proxydb\", charset=\"UTF-8\"";
        }

        await Refuse(context, result.Status, result.Reason).ConfigureAwait(false);
        return null;
    }

    private void Record(HttpContext context, string admin, string action, string target, string result) =>
        recorded(new AdminCall(admin, context.Connection.RemoteIpAddress?.ToString() ?? "", action, target, result));

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return Text(context, new JsonObject { ["error"] = reason }.ToJsonString(), "application/json");
    }

    private static Task Text(HttpContext context, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
