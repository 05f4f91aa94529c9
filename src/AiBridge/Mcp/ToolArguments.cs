using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Projects.Paging;

namespace AiBridge.Mcp;

/// <summary>What a tool was called with. What is read is taken away; what nobody asked for is a fault.</summary>
/// <param name="fields">Belongs to it from then on.</param>
internal sealed class ToolArguments(JsonObject fields)
{
    private const int LongestText = 4096;

    /// <summary>What is left: a change's input, read by the change itself.</summary>
    public JsonObject Rest => fields;

    /// <exception cref="RefusedException">400: it is not there, or no text.</exception>
    public string Take(string name)
    {
        var body = new BodyFields(new JsonObject { [name] = fields[name]?.DeepClone() });
        var text = body.RequiredText(name, LongestText);
        body.Finish();
        fields.Remove(name);
        return text;
    }

    /// <summary>An endpoint's query or body of texts.</summary>
    /// <exception cref="RefusedException">400 with every fault, unknown arguments among them.</exception>
    public T Read<T>()
        where T : new()
    {
        var read = Read<T>(new BodyFields(fields), out var body);
        body.Finish();
        return read;
    }

    /// <summary>Two of them, side by side.</summary>
    /// <exception cref="RefusedException">400 with every fault, unknown arguments among them.</exception>
    public (TFirst First, TSecond Second) Read<TFirst, TSecond>()
        where TFirst : new()
        where TSecond : new()
    {
        var first = Read<TFirst>(new BodyFields(fields), out var body);
        var second = Read<TSecond>(body, out _);
        body.Finish();
        return (first, second);
    }

    /// <exception cref="RefusedException">400: there is something left.</exception>
    public void Finish() => new BodyFields(fields).Finish();

    private static T Read<T>(BodyFields from, out BodyFields body)
        where T : new()
    {
        body = from;
        var made = new T();
        foreach (var property in typeof(T).GetProperties())
        {
            var name = ToolField.NameOf(property);
            if ((name == ToolField.Limit ? Number(body) : body.Text(name, LongestText, 0)) is { } text)
                property.SetValue(made, text);
        }

        return made;
    }

    /// <summary>As the queries read it: they take whatever a URL can hold.</summary>
    private static string? Number(BodyFields body)
    {
        switch (body.Raw(ToolField.Limit))
        {
            case null:
                return null;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                // 5.0 is a whole number, too.
                var text = value.ToJsonString();
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.#########", CultureInfo.InvariantCulture) : text;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return value.GetValue<string>();
            default:
                body.Fault(ToolField.Limit, PageLimit.Problem);
                return null;
        }
    }
}
