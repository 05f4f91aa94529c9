using AiBridge.Projects;

namespace AiBridge.Providers;

/// <summary>Where a provider comes from.</summary>
internal static class ProviderSource
{
    public const string Config = "config";
    public const string Store = "store";

    /// <exception cref="RefusedException">400: another word.</exception>
    public static string? Read(string? source) =>
        source is null or Config or Store ? source : throw RefusedException.Invalid("source", $"must be {Config} or {Store}");
}
