using System.Globalization;
using AiBridge.Projects.Changes;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Management.Bodies;

/// <summary>A resource's version as its <c>ETag</c>, so that two people who edit the same thing do not overwrite each other unseen (RFC 9110, section 13.1.1).</summary>
internal static class EntityTag
{
    /// <param name="response">Takes it.</param>
    /// <param name="version">Null: none, for what has no version.</param>
    public static void Set(HttpResponse response, long? version)
    {
        if (version is { } known)
            response.Headers.ETag = Of(known);
    }

    /// <summary>What <c>If-Match</c> names. What is no tag of ours, or a weak one, is no version there can be.</summary>
    public static ExpectedVersion Expected(HttpRequest request)
    {
        var wanted = request.Headers.IfMatch;
        if (wanted.Count == 0)
            return ExpectedVersion.None;
        var tags = EntityTagHeaderValue.TryParseList(wanted, out var parsed) ? parsed : [];
        return tags.Contains(EntityTagHeaderValue.Any)
            ? ExpectedVersion.Present
            : ExpectedVersion.Of([.. tags.Where(tag => !tag.IsWeak).Select(tag => VersionOf(tag.Tag.ToString())).OfType<long>()]);
    }

    private static long? VersionOf(string tag) =>
        long.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && tag == Of(version) ? version : null;

    private static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}

/// <summary>On endpoints whose answer is one resource with its version.</summary>
internal sealed class EntityTagMark
{
    public static EntityTagMark Instance { get; } = new();
}

internal static class EntityTagEndpoints
{
    public static TBuilder WithEntityTag<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(EntityTagMark.Instance);
}
