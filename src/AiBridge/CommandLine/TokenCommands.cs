using System.CommandLine;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.CommandLine;

/// <summary>Works on the database itself; a server that runs on it notices within two seconds.</summary>
internal static class TokenCommands
{
    public static Command Create(HostInputs inputs, CommandHost host, TextWriter error) => new("token", "Make, list and revoke bridge tokens.")
    {
        CreateCreate(inputs, host, error),
        CreateList(inputs, host),
        CreateRevoke(inputs, host, error),
    };

    private static Command CreateCreate(HostInputs inputs, CommandHost host, TextWriter error)
    {
        var name = new Option<string>("--name") { Description = "Its label.", Required = true };
        var project = new Option<string>("--project") { Description = "A project's name or id.", DefaultValueFactory = _ => ProjectStore.DefaultName };
        var actor = new Option<string?>("--actor") { Description = "The person or machine behind it." };
        var permissions = new Option<string>("--permissions")
        {
            Description = "Patterns such as bridge:Invoke or interceptions:*, joined with commas.",
            DefaultValueFactory = _ => $"{PermissionNames.InvokeBridge},{PermissionNames.ReadInterceptions}",
        };
        var expires = new Option<string?>("--expires") { Description = "A time (2027-01-31, 2027-01-31T12:00:00Z) or a span (12h, 90d); never when absent." };

        var command = new Command("create", "Make a token and print it, this once.") { name, project, actor, permissions, expires };
        command.SetAction(async (parsed, cancellation) =>
        {
            var token = TokenArguments.Read(parsed.GetRequiredValue(name), parsed.GetValue(actor), parsed.GetRequiredValue(permissions), parsed.GetValue(expires), inputs.Clock);
            await using var services = await OpenAsync(inputs, host, cancellation);
            await PrintFirstTokensAsync(services, inputs, cancellation);
            if (await FindProjectAsync(services, parsed.GetRequiredValue(project), cancellation) is not { } found)
                return await FailAsync(error, $"There is no project \"{parsed.GetRequiredValue(project)}\".");
            try
            {
                var issued = await services.GetRequiredService<TokenChanges>().CreateAsync(Caller.OfCommand("token create"), found.Id, token, cancellation);
                await inputs.Output.WriteLineAsync($"Token {issued.Id} of project {found.Name} (shown once): {issued.Token}");
                return 0;
            }
            catch (RefusedException refusal)
            {
                return await FailAsync(error, TokenArguments.Words(refusal));
            }
        });
        return command;
    }

    private static Command CreateList(HostInputs inputs, CommandHost host)
    {
        var command = new Command("list", "List the tokens, never their secrets.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var services = await OpenAsync(inputs, host, cancellation);
            var now = inputs.Clock.GetUtcNow();
            var projects = services.GetRequiredService<ProjectStore>();
            foreach (var project in await projects.ListAsync(cancellation))
            {
                foreach (var token in await projects.ListTokensAsync(project.Id, cancellation))
                    await inputs.Output.WriteLineAsync(TokenLine.Of(token, project.Name, now));
            }

            return 0;
        });
        return command;
    }

    private static Command CreateRevoke(HostInputs inputs, CommandHost host, TextWriter error)
    {
        var id = new Argument<string>("ID") { Description = "tok_…, as listed." };
        var cascade = new Option<bool>("--cascade") { Description = "Revoke all tokens that came of it, too." };
        var command = new Command("revoke", "Revoke a token.") { id, cascade };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await OpenAsync(inputs, host, cancellation);
            try
            {
                await services.GetRequiredService<TokenChanges>().RevokeAsync(Caller.OfCommand("token revoke"), null, parsed.GetRequiredValue(id), parsed.GetValue(cascade), cancellation);
                await inputs.Output.WriteLineAsync($"Revoked {parsed.GetRequiredValue(id)}.");
                return 0;
            }
            catch (RefusedException refusal)
            {
                return await FailAsync(error, refusal.Message);
            }
        });
        return command;
    }

    private static async Task<ServiceProvider> OpenAsync(HostInputs inputs, CommandHost host, CancellationToken cancellation)
    {
        var services = host.OpenStores(inputs);
        await services.GetRequiredService<StoreUpgrade>().RunAsync(cancellation);
        return services;
    }

    /// <summary>A store without tokens gets its first ones here: once it holds any, no start makes an administrator's.</summary>
    private static async Task PrintFirstTokensAsync(ServiceProvider services, HostInputs inputs, CancellationToken cancellation)
    {
        var made = await services.GetRequiredService<FirstTokens>().EnsureAsync(inputs.Environment.GetValueOrDefault(FirstTokens.AdminVariable), cancellation);
        if (made.Admin is { } admin)
            await inputs.Output.WriteLineAsync($"Administrator token (shown once): {admin.Secret.Reveal()}");
        if (made.Project is { } project)
            await inputs.Output.WriteLineAsync($"Project token (shown once): {project.Secret.Reveal()}");
    }

    private static async Task<ProjectRow?> FindProjectAsync(ServiceProvider services, string nameOrId, CancellationToken cancellation)
    {
        var projects = await services.GetRequiredService<ProjectStore>().ListAsync(cancellation);
        return projects.FirstOrDefault(project => project.Id == nameOrId) ?? projects.FirstOrDefault(project => project.Name == nameOrId);
    }

    private static async Task<int> FailAsync(TextWriter error, string problem)
    {
        await error.WriteLineAsync(problem);
        return 1;
    }
}
