using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>A configuration file that shows and explains every setting (<c>config/aibridge.example.json</c>).</summary>
internal static class ConfigurationExample
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ProviderOptions Explained = new()
    {
        Type = "anthropic",
        Name = "anthropic",
        DisplayName = "Anthropic",
        BaseUrl = "https://api.anthropic.com",
        Auth = ProviderAuth.ApiKey,
        Keys = ["env:ANTHROPIC_API_KEY", "env:ANTHROPIC_API_KEY_2"],
        OAuth = new OAuthOptions(),
        CustomHeader = new CustomHeaderOptions(),
        Headers = new Dictionary<string, string?> { ["x-team"] = "platform" },
    };

    private static readonly (string Why, ProviderOptions Entry)[] Short =
    [
        ("Only what differs from the defaults has to be written.", new() { Type = "openai", Keys = ["env:OPENAI_API_KEY"] }),
        ("Callers bring their own GitHub credential, so there are no keys.", new() { Type = "copilot" }),
        ("A gateway that wants its key in a header of its own.", new()
        {
            Type = "gateway",
            Name = "company-gateway",
            BaseUrl = "https://gateway.example/v1",
            Auth = ProviderAuth.CustomHeader,
            CustomHeader = new() { Name = "x-gateway-key", Value = "env:GATEWAY_KEY" },
        }),
        ("A model server on this machine.", new() { Type = "ollama" }),
    ];

    public static string Create()
    {
        var text = new StringBuilder("// Every setting, with its default where one fits. Put your own into aibridge.local.json beside this file; only what differs is needed.\n{\n");
        text.Append("  \"$schema\": \"./aibridge.schema.json\",\n");
        Section(text, new BridgeOptions(), "  ");
        return text.Append("}\n").ToString();
    }

    private static void Section(StringBuilder text, object options, string indent)
    {
        var settings = SettingShape.Of(options.GetType()).Settings.Values.ToList();
        foreach (var setting in settings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}// {setting.Description}{Limits(setting)}\n{indent}\"{setting.Name}\": ");
            Value(text, setting, options, indent);
            text.Append(setting == settings[^1] ? "\n" : ",\n");
        }
    }

    private static void Value(StringBuilder text, Setting setting, object options, string indent)
    {
        if (setting.Shape.Kind == SettingKind.Section)
        {
            text.Append("{\n");
            Section(text, setting.Of(options)!, indent + "  ");
            text.Append(CultureInfo.InvariantCulture, $"{indent}}}");
        }
        else if (setting.Name == nameof(BridgeOptions.Providers))
        {
            Providers(text, indent + "  ");
            text.Append(CultureInfo.InvariantCulture, $"{indent}]");
        }
        else
        {
            text.Append(OneLine((setting.Written(options) ?? setting.Shape.Nothing)!));
        }
    }

    private static void Providers(StringBuilder text, string indent)
    {
        text.Append(CultureInfo.InvariantCulture, $"[\n{indent}{{\n");
        Section(text, Explained, indent + "  ");
        text.Append(CultureInfo.InvariantCulture, $"{indent}}}");
        foreach (var (why, entry) in Short)
            text.Append(CultureInfo.InvariantCulture, $",\n{indent}// {why}\n{indent}{OneLine(Differences(entry, new ProviderOptions()))}");
        text.Append('\n');
    }

    /// <summary>Only what is not the default.</summary>
    private static JsonObject Differences(object options, object defaults)
    {
        var written = new JsonObject();
        foreach (var setting in SettingShape.Of(options.GetType()).Settings.Values)
        {
            if (setting.Shape.Kind == SettingKind.Section && setting.Of(options) is { } section)
            {
                if (Differences(section, Activator.CreateInstance(setting.Shape.Type)!) is { Count: > 0 } inner)
                    written[setting.Name] = inner;
            }
            else if (setting.Written(options) is var value && !JsonNode.DeepEquals(value, setting.Written(defaults)))
            {
                written[setting.Name] = value;
            }
        }

        return written;
    }

    private static string OneLine(JsonNode value) => string.Join(' ', value.ToJsonString(Readable).Split('\n', StringSplitOptions.TrimEntries)).Replace("[ ", "[", StringComparison.Ordinal).Replace(" ]", "]", StringComparison.Ordinal);

    private static string Limits(Setting setting) => setting switch
    {
        { Words: { } words } => $" ({string.Join(", ", words)})",
        { Minimum: { } from, Maximum: { } to } => string.Create(CultureInfo.InvariantCulture, $" ({from:0.####} to {to:0.####})"),
        _ => "",
    };
}
