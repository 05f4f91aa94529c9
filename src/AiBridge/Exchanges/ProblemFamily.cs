using System.Text.Json;
using AiBridge.Protocols.Families;
using Microsoft.AspNetCore.WebUtilities;

namespace AiBridge.Exchanges;

/// <summary>Problem documents (RFC 9457), for programs and for requests of which no provider is known.</summary>
internal sealed class ProblemFamily : ErrorFamily
{
    public static ErrorFamily Instance { get; } = new ProblemFamily();

    public override string ContentType => "application/problem+json";

    public override bool ShowsServerErrors(string userAgent) => true;

    protected override void WriteMembers(Utf8JsonWriter json, int status, string code, string message)
    {
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
        json.WriteNumber("status", status);
        json.WriteString("detail", message);
        json.WriteString("code", code);
    }
}
