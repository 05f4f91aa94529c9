using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AiBridge.Contracts.Providers;

namespace AiBridge.Configuration;

/// <summary>One setting, as the property of its record describes it.</summary>
internal sealed class Setting(PropertyInfo property)
{
    private const string Unit = "Seconds";

    public PropertyInfo Property => property;

    /// <summary>As files, environment and command line spell it. A time span is written as a number, so its name says the unit.</summary>
    public string Name { get; } = property.PropertyType == typeof(TimeSpan) ? property.Name + Unit : property.Name;

    /// <summary>As the API spells it.</summary>
    public string WireName { get; } = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public string Description { get; } = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Null: the group of the section it lies in.</summary>
    public string? Group { get; } = property.GetCustomAttribute<CategoryAttribute>()?.Category;

    public bool IsSecret { get; } = property.IsDefined(typeof(SecretSettingAttribute));

    /// <summary>It can be without a value; an empty text then means that.</summary>
    public bool IsOptional { get; } = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    /// <summary>Of those who may set the section it lies in.</summary>
    public SettingWriters Writers { get; } = (property.GetCustomAttribute<SettableByAttribute>() ?? property.ReflectedType!.GetCustomAttribute<SettableByAttribute>())?.Writers ?? SettingWriters.All;

    public SettingShape Shape => SettingShape.Of(property.PropertyType);

    public bool IsRequired => Rule<RequiredAttribute>() is not null;

    /// <summary>As written; null without a limit.</summary>
    public decimal? Minimum => Rule<RangeAttribute>() is { } range ? Number(range.Minimum) : null;

    /// <summary>As written; null without a limit.</summary>
    public decimal? Maximum => Rule<RangeAttribute>() is { } range ? Number(range.Maximum) : null;

    /// <summary>Characters of a text; null without a limit.</summary>
    public StringLengthAttribute? Length => Rule<StringLengthAttribute>();

    /// <summary>Items of a list, members of a map; null without a limit.</summary>
    public int? MostItems => Rule<MaxLengthAttribute>()?.Length;

    /// <summary>The closed list a text is of; null for any text.</summary>
    public IReadOnlyList<string>? Words => Shape.Kind == SettingKind.Word ? [.. SettingWords.Of(Shape.Type)] : Rule<AllowedValuesAttribute>() is { } allowed ? [.. allowed.Values.OfType<string>()] : null;

    /// <summary>Null where nothing is the default.</summary>
    public object? Default => Of(Activator.CreateInstance(property.ReflectedType!)!);

    public object? Of(object options) => property.GetValue(options);

    /// <summary>Its value as files write it.</summary>
    public JsonNode? Written(object options) => Shape.Write(Of(options));

    public TAttribute? Rule<TAttribute>()
        where TAttribute : Attribute => property.GetCustomAttribute<TAttribute>();

    private static decimal Number(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
}
