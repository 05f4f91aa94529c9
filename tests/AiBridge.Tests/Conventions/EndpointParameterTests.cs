using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Conventions;

/// <summary>Endpoints are generated when the product is compiled, and the generator leaves out what a parameter's type inherits, without a word.</summary>
public sealed class EndpointParameterTests
{
    [Fact]
    public void What_an_endpoint_takes_apart_inherits_nothing() => Inheriting(typeof(AiBridgeHost).Assembly.GetTypes()).Should().BeEmpty();

    [Fact]
    public void What_inherits_is_found() => Inheriting([typeof(Planted)]).Should().Equal("Planted.List takes Narrow, which inherits from Wide");

    private static IEnumerable<string> Inheriting(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        from parameter in method.GetParameters()
        where parameter.IsDefined(typeof(AsParametersAttribute)) && parameter.ParameterType.BaseType != typeof(object)
        select $"{type.Name}.{method.Name} takes {parameter.ParameterType.Name}, which inherits from {parameter.ParameterType.BaseType!.Name}";

    private abstract record Wide(string? One);

    private sealed record Narrow(string? One, string? Two) : Wide(One);

    private static class Planted
    {
        public static string? List([AsParameters] Narrow narrow) => narrow.Two;
    }
}
