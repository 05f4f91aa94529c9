using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Docs;

/// <summary>A page or a part of one, ready to go out.</summary>
internal sealed class DocsFile(byte[] bytes, string contentType)
{
    private readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");

    public FileContentHttpResult Answer() => TypedResults.Bytes(bytes, contentType, entityTag: _tag);

    /// <summary>A file of the repository or of the site, as it was at the build.</summary>
    /// <param name="path">The resource's name.</param>
    public static string Read(string path)
    {
        using var reader = new StreamReader(typeof(DocsFile).Assembly.GetManifestResourceStream(path)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static bool Exists(string path) => typeof(DocsFile).Assembly.GetManifestResourceInfo(path) is not null;

    public static DocsFile Asset(string name, string contentType) => new(Encoding.UTF8.GetBytes(Read("assets/" + name)), contentType);
}
