using AiBridge.Projects;

namespace AiBridge.Management;

/// <summary>A query parameter that is true or false.</summary>
internal static class Flag
{
    /// <exception cref="RefusedException">400: neither.</exception>
    public static bool Read(string parameter, string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw RefusedException.Invalid(parameter, "must be true or false"),
    };
}
