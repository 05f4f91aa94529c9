namespace AiBridge.Client;

/// <summary>Which bridge, and who asks.</summary>
public sealed class AiBridgeClientOptions
{
    /// <summary>The bridge's address, with its base path where it has one: <c>https://ai.example.com/aibridge</c>.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>A bridge token, <c>aib_…</c>.</summary>
    public string Token { get; set; } = "";

    /// <summary>Counts how long a connection is silent.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal Uri Root => BaseAddress is { IsAbsoluteUri: true } address
        ? new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + '/')
        : throw new InvalidOperationException($"{nameof(AiBridgeClientOptions)}.{nameof(BaseAddress)} must be an absolute address.");
}
