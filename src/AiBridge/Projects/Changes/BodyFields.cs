using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts;
using AiBridge.Projects.Paging;

namespace AiBridge.Projects.Changes;

/// <summary>
/// The JSON object that says what a change shall be (a request's body, a tool's arguments, a command's options), field by field. Faults are
/// gathered, and <see cref="Finish"/> tells them all at once; a field that nobody asked for is one of them. Absent, null and given are three
/// different things to an update.
/// </summary>
internal sealed class BodyFields
{
    private readonly JsonObject _fields;
    private readonly string _path;
    private readonly List<FieldProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<BodyFields> _inner = [];

    public BodyFields(JsonObject fields)
        : this(fields, "", [])
    {
    }

    private BodyFields(JsonObject fields, string path, List<FieldProblem> problems)
    {
        _fields = fields;
        _path = path;
        _problems = problems;
    }

    /// <summary>Whether the field is there, null or not.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return _fields.ContainsKey(name);
    }

    /// <summary>Whether the field is there and null: what an update sets back to its default.</summary>
    public bool IsNull(string name) => Has(name) && _fields[name] is null;

    /// <summary>Null when absent, null or faulty.</summary>
    /// <param name="name">The field.</param>
    /// <param name="max">Characters at most.</param>
    /// <param name="min">Characters at least; blank text counts as none.</param>
    public string? Text(string name, int max, int min = 1)
    {
        if (!TryGet(name, out string? text, "text"))
            return null;
        if (text!.Length > max || (text.Length < min || (min > 0 && string.IsNullOrWhiteSpace(text))))
            return Fault<string>(name, min > 0 ? $"must be {min} to {max} characters long and not blank" : $"must be at most {max} characters long");
        return text.Any(char.IsControl) ? Fault<string>(name, "must not hold control characters") : text;
    }

    /// <summary>Text that must be there.</summary>
    public string RequiredText(string name, int max, int min = 1)
    {
        if (!Has(name) || IsNull(name))
            Fault(name, "is missing");
        return Text(name, max, min) ?? "";
    }

    /// <summary>Text that may have lines, as people write them; blank text counts as none. Null when absent, null or faulty.</summary>
    public string? Prose(string name, int max)
    {
        if (!TryGet(name, out string? text, "text"))
            return null;
        return text!.Length <= max && !string.IsNullOrWhiteSpace(text) ? text : Fault<string>(name, $"must be 1 to {max} characters long and not blank");
    }

    /// <summary>A whole number. Null when absent, null or faulty.</summary>
    public int? WholeNumber(string name, int min, int max)
    {
        if (!Has(name) || _fields[name] is not { } node)
            return null;
        return TryRead(node, out int number) && number >= min && number <= max ? number : Fault<int?>(name, $"must be a whole number from {min} to {max}");
    }

    /// <summary>A number. Null when absent, null or faulty.</summary>
    public double? Number(string name, double min, double max)
    {
        if (!Has(name) || _fields[name] is not { } node)
            return null;
        return node is JsonValue && node.GetValueKind() == JsonValueKind.Number && TryRead(node, out double number) && number >= min && number <= max
            ? number
            : Fault<double?>(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));
    }

    /// <summary>An object of texts; empty when absent, null or faulty.</summary>
    public IReadOnlyDictionary<string, string> Map(string name, int maxItems, int maxLength)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Node(name, "an object") is not JsonObject map)
            return values;
        if (map.Count > maxItems)
            Fault(name, $"must have at most {maxItems} members");
        foreach (var (key, node) in map)
        {
            if (!TryRead(node, out string? text) || text!.Length is 0 || text.Length > maxLength)
                Fault($"{name}.{key}", $"must be a text of 1 to {maxLength} characters");
            else if (!values.TryAdd(key, text))
                Fault($"{name}.{key}", "is given twice");
        }

        return values;
    }

    public bool? Switch(string name) => TryGet(name, out bool value, "true or false") ? value : null;

    /// <summary>See <see cref="IsoTime"/>.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!TryGet(name, out string? text, "a time (ISO 8601)"))
            return null;
        return IsoTime.TryParse(text!, out var time) ? time : Fault<DateTimeOffset?>(name, IsoTime.Problem);
    }

    /// <summary>Null when absent, null or faulty.</summary>
    public IReadOnlyList<string>? Texts(string name, int maxItems, int maxLength)
    {
        if (!Has(name) || _fields[name] is not { } node)
            return null;
        if (node is not JsonArray list || list.Any(item => !TryRead(item, out string? text) || string.IsNullOrWhiteSpace(text) || text.Length > maxLength))
            return Fault<IReadOnlyList<string>>(name, $"must be a list of texts of 1 to {maxLength} characters");
        return list.Count <= maxItems ? [.. list.Select(item => item!.GetValue<string>())] : Fault<IReadOnlyList<string>>(name, $"must have at most {maxItems} items");
    }

    /// <summary>An object, read like this one; null when absent, null or faulty.</summary>
    public BodyFields? Object(string name) => Node(name, "an object") is JsonObject inner ? Inner(inner, PathOf(name)) : null;

    /// <summary>A list of objects, each read like this one; null when absent, null or faulty.</summary>
    public IReadOnlyList<BodyFields>? Objects(string name, int maxItems)
    {
        if (Node(name, "a list of objects") is not JsonArray list)
            return null;
        if (list.Count > maxItems || list.Any(item => item is not JsonObject))
            return Fault<IReadOnlyList<BodyFields>>(name, $"must be a list of at most {maxItems} objects");
        return [.. list.Select((item, index) => Inner(item!.AsObject(), $"{PathOf(name)}[{index}]"))];
    }

    /// <summary>The field as it came, for what is read by other rules; null when absent, null, or with text in it that is none.</summary>
    public JsonNode? Raw(string name)
    {
        if (!Has(name) || _fields[name] is not { } node)
            return null;
        return Leaves(node).All(leaf => leaf.GetValueKind() != JsonValueKind.String || TryRead(leaf, out string? _)) ? node : Fault<JsonNode>(name, "must hold text that is Unicode");
    }

    /// <summary>Names of all fields, known or not.</summary>
    public IEnumerable<string> Names => _fields.Select(given => given.Key);

    /// <summary>Told once, even if the field is read twice.</summary>
    public void Fault(string name, string problem)
    {
        var fault = new FieldProblem(PathOf(name), problem);
        if (!_problems.Contains(fault))
            _problems.Add(fault);
    }

    /// <summary>Whether the field of that path, or one it lies in, has a fault already.</summary>
    public bool IsFaulted(string path) =>
        _problems.Any(known => path == known.Field || path.StartsWith(known.Field + ".", StringComparison.Ordinal) || path.StartsWith(known.Field + "[", StringComparison.Ordinal));

    /// <summary>To be called when everything was asked for.</summary>
    /// <exception cref="RefusedException">400 with every fault.</exception>
    public void Finish()
    {
        AddUnknownFaults();
        if (_problems.Count > 0)
            throw RefusedException.Faulty(_problems);
    }

    private void AddUnknownFaults()
    {
        foreach (var (name, _) in _fields.Where(given => !_known.Contains(given.Key)))
            Fault(name, "is not a known field");
        _inner.ForEach(inner => inner.AddUnknownFaults());
    }

    private JsonNode? Node(string name, string wanted)
    {
        if (!Has(name) || _fields[name] is not { } node)
            return null;
        var fits = wanted == "an object" ? node is JsonObject : node is JsonArray;
        return fits ? node : Fault<JsonNode>(name, $"must be {wanted}");
    }

    private bool TryGet<T>(string name, out T? value, string wanted)
    {
        value = default;
        if (!Has(name) || _fields[name] is not { } node)
            return false;
        if (TryRead(node, out value))
            return true;
        Fault(name, $"must be {wanted}");
        return false;
    }

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Leaves(field.Value)),
        JsonArray items => items.SelectMany(Leaves),
        JsonValue leaf => [leaf],
        _ => [],
    };

    private static bool TryRead<T>(JsonNode? node, out T? value)
    {
        value = default;
        try
        {
            return node is JsonValue given && given.TryGetValue(out value);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, but no text.
            return false;
        }
    }

    private BodyFields Inner(JsonObject fields, string path)
    {
        var inner = new BodyFields(fields, path, _problems);
        _inner.Add(inner);
        return inner;
    }

    private T? Fault<T>(string name, string problem)
    {
        Fault(name, problem);
        return default;
    }

    /// <summary>The field's path in the body.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : name.Length == 0 ? _path : $"{_path}.{name}";
}
