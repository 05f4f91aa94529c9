using AiBridge.Configuration;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>A project's provider as it would be: checked by the rules of every provider before it is stored.</summary>
internal static class AiProviderDraft
{
    /// <summary>Takes over what the body says; every fault is added to it.</summary>
    /// <param name="body">The request.</param>
    /// <param name="row">Takes it.</param>
    /// <param name="isNew">Its slug may be null: it is made of the name.</param>
    public static void Apply(BodyFields body, AiProviderRow row, bool isNew)
    {
        if (body.Has("name"))
            row.Name = body.RequiredText("name", 64);
        if (body.Has("provider"))
            row.Provider = body.RequiredText("provider", 32);
        if (body.Has("slug") && !(isNew && body.IsNull("slug")))
            row.Slug = body.RequiredText("slug", 64, 2);
        if (body.Has("defaultModel"))
            row.DefaultModel = body.Text("defaultModel", 256, 0) ?? "";
        if (body.Has("baseUrl"))
            row.BaseUrl = body.Text("baseUrl", 2048)?.TrimEnd('/');
        if (body.Has("secretId"))
            row.SecretId = body.Text("secretId", 64);
        if (body.Has("config"))
            row.Config = AiProviderConfig.Read(body);
    }

    /// <summary>The instance that would serve; null when it would not. Every fault is added to the body.</summary>
    public static ProviderInstance? Check(BodyFields body, AiProviderRow row, SecretRow? secret, ProviderInstance? serverWide, SecretVault vault)
    {
        if (!body.IsFaulted("slug") && ProviderName.Problem(row.Slug) is { } problem)
            body.Fault("slug", body.Has("slug") && !body.IsNull("slug") ? problem : $"cannot be made of the name ({problem}); give one");
        if (row.SecretId is not null && secret is null)
            body.Fault("secretId", "must be a secret of the same project");
        if (row.BaseUrl is not null && UpstreamUrl.Problem(row.BaseUrl) is { } urlProblem)
            body.Fault("baseUrl", urlProblem);
        if (serverWide is not null && ProviderTypes.Find(row.Provider) is { } type && serverWide.Type != type)
            body.Fault("provider", $"must be \"{serverWide.Type.Name}\": the slug is the name of a server-wide provider of that type");
        var faults = new ConfigurationFaults();
        var built = new ProjectProvider(row, secret, vault).Build(serverWide, faults);
        foreach (var fault in faults.Each.Where(fault => fault.KeyPath != "BaseUrl" || row.BaseUrl is null))
            body.Fault(SettingFields.OfProject(fault.KeyPath), fault.Problem);
        return built;
    }

    /// <summary>Naming the secret gives it for where it then goes; that it may go where it was given for takes no word.</summary>
    /// <exception cref="RefusedException">403: it is named by a caller who may not write secrets.</exception>
    public static void CheckSecret(PendingChange change, AiProviderRow row, ProviderInstance? after, string? formerSecret)
    {
        if (row.SecretId is null)
        {
            row.SecretDestination = null;
            return;
        }

        var isNamed = change.Input.Has("secretId");
        if (row.SecretId != formerSecret)
            SecretLinks.Demand(change.Caller);
        if (after is null)
            return;
        var to = SecretDestination.Of(after);
        var stays = row.SecretId == formerSecret && SecretDestination.MayGo(SecretDestination.Parse(row.SecretDestination), to);
        if (!stays && isNamed)
            SecretLinks.Demand(change.Caller);
        else if (!stays)
            change.Input.Fault("secretId", SecretLinks.GoesElsewhere);
        row.SecretDestination = to.ToString();
    }
}
