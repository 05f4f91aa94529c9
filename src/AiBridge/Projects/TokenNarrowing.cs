using System.Text.Json.Nodes;
using AiBridge.Projects.Changes;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>What a change may do to a token: name it, and take permissions or time away.</summary>
internal static class TokenNarrowing
{
    /// <summary>Takes over what the input says; a wish for more is a fault of its field.</summary>
    public static void Apply(BodyFields input, TokenRow row, DateTimeOffset now)
    {
        if (input.Has("name"))
            row.Name = input.RequiredText("name", 64);
        if (input.Has("actorName"))
            row.ActorName = input.Text("actorName", 128);
        if (input.Has("permissions"))
            Narrow(input, row);
        if (input.IsNull("expiresAt") && row.ExpiresAt is not null)
            input.Fault("expiresAt", "can only be brought forward");
        if (End(input, now)?.ToUnixTimeMilliseconds() is not { } end)
            return;
        if (end > row.ExpiresAt)
            input.Fault("expiresAt", "can only be brought forward");
        row.ExpiresAt = end;
    }

    /// <summary>Takes from all that came of a token what it no longer has; one that is left nothing is revoked.</summary>
    /// <returns>Those that were administrators and are none any more, or not for as long.</returns>
    public static async Task<IReadOnlyList<TokenRow>> CascadeAsync(PendingChange change, TokenRow source)
    {
        var (given, leaving, touched) = (BridgeToken.Of(source), new List<TokenRow>(), new List<TokenRow>());
        foreach (var row in (await TokenRights.DescendantsAsync(change.Db, source.Id, change.Cancellation)).Where(row => row.RevokedAt is null && row.Id != source.Id))
        {
            var (former, ended, ruled) = (BridgeToken.Of(row), row.ExpiresAt, TokenRights.IsAdministrator(row, change.Now));
            // A pattern of the one may be wider than those of the other that it covers.
            string[] left = [.. former.Permissions.Where(given.Allows).Concat(given.Permissions.Where(former.Allows)).Distinct()];
            if (left.Length == 0)
                row.RevokedAt = change.NowMs;
            else if (!former.Permissions.All(given.Allows))
                row.Permissions = string.Join(' ', left);
            if (source.ExpiresAt is { } end && !(row.ExpiresAt <= end))
                row.ExpiresAt = end;
            if (ruled && (row.ExpiresAt != ended || !TokenRights.IsAdministrator(row, change.Now)))
                leaving.Add(row);
            if (row.RevokedAt is not null || row.ExpiresAt != ended || !former.Permissions.All(given.Allows))
                touched.Add(row);
        }

        change.Changes.Add("children", null, Names(touched));
        return leaving;
    }

    /// <summary>The wish for permissions; null when absent, null or faulty.</summary>
    public static IReadOnlyList<string>? Permissions(BodyFields input)
    {
        if (input.Texts("permissions", 64, 64) is not { } wanted)
            return null;
        if (wanted.Count == 0)
            input.Fault("permissions", "must not be empty");
        foreach (var (index, _) in wanted.Index().Where(pattern => !PermissionPattern.IsGood(pattern.Item)))
            input.Fault("permissions", $"must be permissions there are, service:* or *; number {index + 1} is none");
        return wanted;
    }

    /// <summary>The wish for an end; null when absent, null or faulty.</summary>
    public static DateTimeOffset? End(BodyFields input, DateTimeOffset now)
    {
        var end = input.Time("expiresAt");
        if (end <= now)
            input.Fault("expiresAt", "must lie in the future");
        return end;
    }

    /// <summary>For the audit log; null for none.</summary>
    public static JsonNode? Names(IReadOnlyCollection<TokenRow> rows) => rows.Count == 0 ? null : new JsonArray([.. rows.Select(row => JsonValue.Create(row.Id))]);

    private static void Narrow(BodyFields input, TokenRow row)
    {
        if (input.IsNull("permissions"))
            input.Fault("permissions", "is missing");
        if (Permissions(input) is not { Count: > 0 } wanted)
            return;
        var present = BridgeToken.Of(row);
        foreach (var (index, _) in wanted.Index().Where(pattern => !present.Allows(pattern.Item)))
            input.Fault("permissions", $"can only be taken away; the token has not number {index + 1}");
        row.Permissions = string.Join(' ', wanted.Distinct());
    }
}
