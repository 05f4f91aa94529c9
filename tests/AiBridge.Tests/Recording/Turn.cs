namespace AiBridge.Tests.Recording;

/// <summary>Whose turn it is, and of which conversation, written <c>name=value …</c>; what is not written is absent.</summary>
internal sealed record Turn(string? Token, string? Actor, string? Client, string? Session, string? CacheKey, string? Agent, long? Beginning, string? Previous)
{
    public static Turn Read(string text)
    {
        var values = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]);
        return new Turn(
            values.GetValueOrDefault("token"), values.GetValueOrDefault("actor"), values.GetValueOrDefault("client"), values.GetValueOrDefault("session"),
            values.GetValueOrDefault("key"), values.GetValueOrDefault("agent"), values.TryGetValue("begins", out var begins) ? long.Parse(begins) : null,
            values.GetValueOrDefault("previous"));
    }
}
