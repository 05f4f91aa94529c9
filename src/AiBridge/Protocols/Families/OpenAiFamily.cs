using System.Text.Json;

namespace AiBridge.Protocols.Families;

/// <summary>OpenAI's (https://platform.openai.com/docs/guides/error-codes), and of most others.</summary>
internal sealed class OpenAiFamily : ApiFamily
{
    public static ApiFamily Instance { get; } = new OpenAiFamily();

    public override string ContentType => "application/json";

    public override string? KeyHeader => null;

    public override (string Name, string Value)? RequiredHeader => null;

    public override string ModelListQuery => "";

    public override string? HeaderOf(string key) => null;

    public override bool ShowsServerErrors(string userAgent) => false;

    protected override void WriteMembers(Utf8JsonWriter json, int status, string code, string message)
    {
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", TypeOf(status));
        json.WriteNull("param");
        json.WriteString("code", status == 401 ? "invalid_api_key" : code);
        json.WriteEndObject();
    }

    private static string TypeOf(int status) => status switch
    {
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        _ => "server_error",
    };
}
