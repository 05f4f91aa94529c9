using System.Collections.Frozen;
using AiBridge.Configuration;

namespace AiBridge.Exchanges;

/// <summary>The lower_snake word of an enum value, wherever it leaves the code: rows, metric labels, the API.</summary>
internal static class EnumWord
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Words<TEnum>.All[value];

    private static class Words<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> All =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => SettingWords.Of(value));
    }
}
