using System.Globalization;
using AiBridge.Projects;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Management.Bodies;

/// <summary>A resource's version as its <c>ETag</c>, so that two people who edit the same thing do not overwrite each other unseen (RFC 9110, section 13.1.1).</summary>
internal static class EntityTag
{
    public static void Set(HttpResponse response, long version) => response.Headers.ETag = Of(version);

    /// <summary>Passes without an <c>If-Match</c>.</summary>
    /// <exception cref="RefusedException">412: the caller has read another version.</exception>
    public static void Demand(HttpRequest request, long version)
    {
        var wanted = request.Headers.IfMatch;
        if (wanted.Count == 0)
            return;
        var tags = EntityTagHeaderValue.TryParseList(wanted, out var parsed) ? parsed : [];
        if (!tags.Any(tag => tag == EntityTagHeaderValue.Any || (!tag.IsWeak && tag.Tag == Of(version))))
            throw RefusedException.Outdated;
    }

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
