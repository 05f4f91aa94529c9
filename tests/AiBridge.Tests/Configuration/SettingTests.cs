using AiBridge.Configuration;
using AiBridge.Contracts.Providers;

namespace AiBridge.Tests.Configuration;

/// <summary>Everything that is said of a setting is found at its property.</summary>
public sealed class SettingTests
{
    [Fact]
    public void Every_setting_is_described() =>
        All(typeof(BridgeOptions)).Where(setting => setting.Description.Length < 8).Select(setting => setting.Name).Should().BeEmpty();

    [Fact]
    public void Every_setting_of_a_provider_is_in_a_group() =>
        SettingShape.Of(typeof(ProviderOptions)).Settings.Values.Where(setting => setting.Group is null).Select(setting => setting.Name).Should().BeEmpty();

    [Fact]
    public void A_time_span_is_named_by_its_unit_in_files_and_on_the_wire() =>
        All(typeof(ProviderOptions)).Where(setting => setting.Shape.Kind == SettingKind.Seconds).Should().HaveCountGreaterThan(5)
            .And.OnlyContain(setting => setting.Name.EndsWith("Seconds") && setting.WireName.Equals(setting.Name, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Numbers_have_limits_and_texts_that_come_over_the_api_have_a_length()
    {
        var settings = All(typeof(ProviderOptions)).Where(setting => setting.Name is not nameof(ProviderOptions.Name) and not nameof(ProviderOptions.DumpDirectory)).ToList();

        settings.Where(setting => setting.Shape.Kind is SettingKind.WholeNumber or SettingKind.Number or SettingKind.Seconds).Should().OnlyContain(setting => setting.Minimum != null && setting.Maximum != null);
        settings.Where(setting => setting.Shape.Kind == SettingKind.Text).Should().OnlyContain(setting => setting.Length != null);
        settings.Where(setting => setting.Shape.Kind is SettingKind.List or SettingKind.Map).Should().OnlyContain(setting => setting.MostItems != null);
    }

    [Fact]
    public void Words_are_those_of_the_contract()
    {
        SettingWords.Of(typeof(ProviderAuth)).Should().Equal("api_key", "oauth", "none", "custom_header");
        SettingWords.Of(typeof(KeySelection)).Should().Equal("primary", "session", "round_robin");
        SettingWords.Parse(typeof(KeySelection), "Round_Robin").Should().Be(KeySelection.RoundRobin);
        SettingWords.Parse(typeof(KeySelection), "random").Should().BeNull();
    }

    [Fact]
    public void A_limit_is_good_itself_and_what_lies_beyond_is_not()
    {
        var numbers = All(typeof(BridgeOptions)).Where(setting => setting.Minimum is not null).ToList();

        numbers.Should().HaveCountGreaterThan(20);
        numbers.Should().OnlyContain(setting => SettingRules.Problem(setting, setting.Minimum) == null && SettingRules.Problem(setting, setting.Maximum) == null);
        numbers.Should().OnlyContain(setting => SettingRules.Problem(setting, setting.Minimum - 0.01m) != null && SettingRules.Problem(setting, setting.Maximum + 0.01m) != null);
    }

    private static IEnumerable<Setting> All(Type type) => SettingShape.Of(type).Settings.Values.SelectMany(setting => setting.Shape.Kind switch
    {
        SettingKind.Section => All(setting.Shape.Type).Prepend(setting),
        SettingKind.List when SettingShape.Of(setting.Shape.ItemType!).Kind == SettingKind.Section => All(setting.Shape.ItemType!).Prepend(setting),
        _ => [setting],
    });
}
