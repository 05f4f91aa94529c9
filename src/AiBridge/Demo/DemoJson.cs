using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AiBridge.Demo;

/// <summary>How the simulated provider writes JSON and makes ids.</summary>
internal static class DemoJson
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>As the vendors do: no blanks, only escaped what must be.</summary>
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Twice the same name in an object is a fault, not a surprise at the first look-up.</summary>
    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The prefix and so many random letters and digits.</summary>
    public static string Id(string prefix, int length) => prefix + RandomNumberGenerator.GetString(Letters, length);

    public static string HexId(string prefix, int length) => prefix + RandomNumberGenerator.GetHexString(length, lowercase: true);

    /// <summary>Stands for what only the vendor can read: thinking signatures, encrypted reasoning.</summary>
    public static string Sealed() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(180));
}
