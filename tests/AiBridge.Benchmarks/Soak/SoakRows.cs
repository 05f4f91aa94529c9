using System.Globalization;
using System.Net.Http.Json;

namespace AiBridge.Benchmarks.Soak;

/// <summary>A record as the API tells it.</summary>
internal sealed record SoakRow(string Id, string UserAgent, string Status, string? ErrorType, DateTimeOffset? EndedAt)
{
    /// <summary>The number of the request it is of.</summary>
    public int Number => int.Parse(UserAgent.AsSpan(UserAgent.IndexOf(SoakRows.AgentMark, StringComparison.Ordinal) + SoakRows.AgentMark.Length), CultureInfo.InvariantCulture);

    public bool IsClosed => Status != "in_progress" && EndedAt is not null;
}

/// <summary>Reads all records back.</summary>
internal static class SoakRows
{
    /// <summary>Stands before the request's number in the user agent, which is recorded.</summary>
    public const string AgentMark = "soak/";

    private const int MostPages = 5_000;

    public static async Task<List<SoakRow>> ReadAsync(Uri bridge, string token)
    {
        using var client = new HttpClient { BaseAddress = bridge, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Add("X-AiBridge-Token", token);
        var rows = new List<SoakRow>();
        var cursor = "";
        for (var pages = 0; cursor is not null && pages < MostPages; pages++)
        {
            var page = await client.GetFromJsonAsync<Page>("/api/v1/interceptions?limit=200" + (cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : ""));
            rows.AddRange(page!.Items);
            cursor = page.NextCursor;
        }

        return rows;
    }

    private sealed record Page(List<SoakRow> Items, string? NextCursor);
}
