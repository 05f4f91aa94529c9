using System.ComponentModel;

namespace AiBridge.Contracts.Ai;

/// <summary>Whom a project's chat asks, as it is in force. Secrets are never told, only whether there are any.</summary>
public sealed record AiConfigDto
{
    [Description("A provider type, or the name of a provider; null when nobody can be asked.")]
    public required string? Provider { get; init; }

    [Description("The model that is asked when a request names none; null when there is none, and a request must name one.")]
    public required string? Model { get; init; }

    [Description("What an answer may take at most when a request does not say.")]
    public required int MaxTokens { get; init; }

    [Description("As the project's configuration has it; null: the type's default, the named provider's, or the server's, which is not told.")]
    public required string? BaseUrl { get; init; }

    [Description("For provider types that need one; null when none was given.")]
    public required string? Region { get; init; }

    [Description("Whether there is a key: in the project's configuration one of its own, behind the server's default any.")]
    public required bool HasApiKey { get; init; }

    [Description("Whether the configuration has headers of its own.")]
    public required bool HasHeaders { get; init; }

    [Description("project: the project's own configuration. server: the server's default.")]
    public required string Source { get; init; }
}

/// <summary>A project's configuration as a whole: what is absent has no value afterwards, apiKey excepted.</summary>
public sealed record AiConfigBodyDto
{
    [Description("A provider type, or the name of a provider that the project can reach.")]
    public required string Provider { get; init; }

    [Description("The model that is asked when a request names none.")]
    public string? Model { get; init; }

    [Description("What an answer may take at most when a request does not say: 1 to 1000000. Absent: the server's.")]
    public int? MaxTokens { get; init; }

    [Description("A key of the project's own. Absent, the stored one stays while provider and destination do; null removes it.")]
    public string? ApiKey { get; init; }

    [Description("An absolute http or https URL. The server's keys are not sent to it.")]
    public string? BaseUrl { get; init; }

    [Description("Headers added to each call, at most 32.")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    [Description("For provider types that need one.")]
    public string? Region { get; init; }

    // A record prints its values, and some of these are secrets.
    public override string ToString() => Provider;
}
