using System.ComponentModel.DataAnnotations;

namespace AiBridge.Contracts.Providers;

/// <summary>The limits of a time span, in seconds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsRangeAttribute(double minimum, double maximum) : RangeAttribute(minimum, maximum)
{
    public override bool IsValid(object? value) => base.IsValid(value is TimeSpan span ? span.TotalSeconds : value);
}
