using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb user add|remove|list|verify</c>: keeps the users file; passwords go in, verifiers come out.</summary>
public static class UserCommand
{
    public static Command Create() => new("user", "Keep the users file.") { Add(), Remove(), List(), Verify() };

    private static Argument<string> Name() => new("NAME") { Description = "The user's name, as clients log in." };

    private static Option<FileInfo> UsersFileOption() => new("--file") { Description = "The users file, users.yaml.", Required = true };

    private static Command Add()
    {
        var (name, file) = (Name(), UsersFileOption());
        var mysql = new Option<bool>("--mysql") { Description = "Also write the verifier of caching_sha2_password." };
        var native = new Option<bool>("--native") { Description = "Also write mysql_native_password, which has no salt." };
        var roles = new Option<string[]>("--role") { Description = "A role; may be repeated." };
        var attributes = new Option<string[]>("--attribute") { Description = "An attribute for filters, such as branches=S01,S02; may be repeated." };
        var sources = new Option<string[]>("--source") { Description = "An address or network to log in from; may be repeated." };
        var until = new Option<string>("--valid-until") { Description = "Last day, such as 2027-12-31." };
        var command = new Command("add", "Add a user, or give one a new password; the password is typed, or one line of a pipe.")
        {
            name, file, mysql, native, roles, attributes, sources, until,
        };
        command.SetAction(parsed =>
        {
            var extra = new UserExtras(
                parsed.GetValue(mysql), parsed.GetValue(native), parsed.GetValue(roles) ?? [], parsed.GetValue(sources) ?? [], parsed.GetValue(until))
            {
                Attributes = parsed.GetValue(attributes) ?? [],
            };
            var configuration = parsed.InvocationConfiguration;
            Add(parsed.GetRequiredValue(name), parsed.GetRequiredValue(file).ToString(), extra, PasswordInput.OfProcess(configuration.Error));
            configuration.Output.WriteLine($"user `{parsed.GetValue(name)}` is in {parsed.GetRequiredValue(file)}");
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Add(string name, string file, UserExtras extras, PasswordInput input)
    {
        if (UsersDocument.FaultOfName(name) is { } badName)
        {
            throw new CommandFault(badName);
        }

        extras.Check();
        extras = KeepInStep(extras, name, file);
        if (!PasswordText.TryPrepare(input.Read($"of {name}", twice: true), out var password, out var fault))
        {
            throw new CommandFault(fault);
        }

        var scram = ScramSecret.Derive(password, RandomNumberGenerator.GetBytes(ScramSecret.SaltLength));
        List<KeyValuePair<string, string>> values = [new("scram_sha_256", ScramSecret.Format(scram))];
        if (extras.Mysql)
        {
            values.Add(new("caching_sha2", CachingSha2Secret.Derive(password)));
        }

        if (extras.Native)
        {
            values.Add(new("mysql_native_password", MysqlNativeSecret.Derive(password)));
        }

        CryptographicOperations.ZeroMemory(password);
        values.AddRange(extras.Values());
        Change(file, text => text.Set(name, values));
    }

    /// <summary>Verifiers of other protocols that are there already get the new password too: none may go on accepting the old one.</summary>
    private static UserExtras KeepInStep(UserExtras extras, string name, string file) =>
        File.Exists(file) && Load(file).Find(name) is { } known
            ? extras with { Mysql = extras.Mysql || known.CachingSha2 is not null, Native = extras.Native || known.MysqlNative is not null }
            : extras;

    private static Command Remove()
    {
        var (name, file) = (Name(), UsersFileOption());
        var command = new Command("remove", "Remove a user; the open sessions end when the gateway sees it.") { name, file };
        command.SetAction(parsed =>
        {
            var (user, path) = (parsed.GetRequiredValue(name), Existing(parsed.GetRequiredValue(file)));
            var found = false;
            Change(path, text => found = text.Remove(user));
            parsed.InvocationConfiguration.Output.WriteLine(found ? $"user `{user}` is removed from {path}" : $"no user `{user}` in {path}");
            return found ? ExitCode.Fine : ExitCode.No;
        });
        return command;
    }

    private static Command List()
    {
        var file = UsersFileOption();
        var json = SharedOptions.Json();
        var command = new Command("list", "List the users, without verifiers.") { file, json };
        command.SetAction(parsed =>
        {
            var users = Load(Existing(parsed.GetRequiredValue(file))).Users.OrderBy(static u => u.Name, StringComparer.Ordinal).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                SharedOptions.WriteJson(output, new JsonArray([.. users.Select(Describe)]));
            }
            else
            {
                Tables.Write(
                    output, ["user", "verifiers", "roles", "sources", "valid_until"],
                    users.Select(static u => new[]
                    {
                        u.Name, string.Join(' ', Verifiers(u)), string.Join(' ', u.Roles), string.Join(' ', u.Sources), End(u) ?? "",
                    }));
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static Command Verify()
    {
        var (name, file) = (Name(), UsersFileOption());
        var command = new Command("verify", "Say whether a password is a user's; exit code 1 when it is not.") { name, file };
        command.SetAction(parsed =>
        {
            var user = parsed.GetRequiredValue(name);
            var entry = Load(Existing(parsed.GetRequiredValue(file))).Find(user) ?? throw new CommandFault($"no user `{user}`", ExitCode.No);
            var typed = PasswordInput.OfProcess(parsed.InvocationConfiguration.Error).Read($"of {user}", twice: false);
            var fits = PasswordText.TryPrepare(typed, out var password, out _) && Fits(entry, password);
            parsed.InvocationConfiguration.Output.WriteLine(fits ? "the password fits" : "the password does not fit");
            return fits ? ExitCode.Fine : ExitCode.No;
        });
        return command;
    }

    /// <summary>All verifiers must agree: one that does not is left over from an earlier password.</summary>
    private static bool Fits(GatewayUser user, byte[] password) =>
        Verifiers(user).Any()
        && (user.Scram is null || ScramSecret.Fits(user.Scram, password))
        && (user.CachingSha2 is null || CachingSha2Secret.Fits(user.CachingSha2, password))
        && (user.MysqlNative is null || MysqlNativeSecret.Fits(user.MysqlNative, password));

    private static JsonNode Describe(GatewayUser user) => new JsonObject
    {
        ["user"] = user.Name,
        ["verifiers"] = new JsonArray([.. Verifiers(user)]),
        ["roles"] = new JsonArray([.. user.Roles]),
        ["sources"] = new JsonArray([.. user.Sources.Select(static s => (JsonNode)s.ToString())]),
        ["valid_until"] = End(user),
    };

    private static IEnumerable<string> Verifiers(GatewayUser user) =>
        new[] { user.Scram is null ? null : "scram_sha_256", user.CachingSha2 is null ? null : "caching_sha2", user.MysqlNative is null ? null : "mysql_native_password" }
            .OfType<string>();

    private static string? End(GatewayUser user) => user.ValidUntil?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static string Existing(FileInfo file) =>
        file.Exists ? file.ToString() : throw new CommandFault($"the users file `{file}` does not exist");

    private static UserDirectory Load(string file)
    {
        var errors = new DocumentErrors();
        return UsersDocument.Load(file, errors, new byte[MockSecret.Length])
            ?? throw new CommandFault(string.Join('\n', errors.Where(static e => !e.IsWarning)));
    }

    private static void Change(string file, Action<UsersText> change)
    {
        try
        {
            UsersFile.Change(file, change);
        }
        catch (FormatException fault)
        {
            throw new CommandFault(fault.Message);
        }
    }
}
