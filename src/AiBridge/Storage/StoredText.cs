using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>What queries ask of texts that the database tells without reading them.</summary>
internal static class StoredText
{
    /// <summary>Its length in UTF-8. In queries alone.</summary>
    public static long Octets(string? text) => throw new InvalidOperationException($"Only the database knows the length of \"{text}\".");

    public static void Map(ModelBuilder model) => model.HasDbFunction(typeof(StoredText).GetMethod(nameof(Octets))!).HasName("octet_length").IsBuiltIn();
}
