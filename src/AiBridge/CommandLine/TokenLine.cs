using System.Globalization;
using AiBridge.Storage.Rows;

namespace AiBridge.CommandLine;

/// <summary>One token as a line of columns divided by tabs: id, project, name, actor, permissions, state.</summary>
internal static class TokenLine
{
    public static string Of(TokenRow token, string project, DateTimeOffset now) => string.Join(
        '\t', token.Id, token.ServerScope ? "(all)" : project, token.Name, token.ActorName ?? "-", token.Permissions.Replace(' ', ','), State(token, now));

    private static string State(TokenRow token, DateTimeOffset now)
    {
        if (token.RevokedAt is { } revoked)
            return "revoked " + Time(revoked);
        if (token.ExpiresAt is not { } expires)
            return "live";
        return (expires <= now.ToUnixTimeMilliseconds() ? "expired " : "live until ") + Time(expires);
    }

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
