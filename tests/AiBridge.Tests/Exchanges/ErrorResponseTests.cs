using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Families;
using AiBridge.Tests.Telemetry;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Exchanges;

public sealed class ErrorResponseTests : IDisposable
{
    private readonly Meters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task The_exchange_is_closed_before_a_byte_is_given()
    {
        var exchange = Recording.Exchanges.Make(new FakeTimeProvider());
        ExchangeOutcome? outcome = null;
        var closedBeforeAnyByte = false;
        var context = new DefaultHttpContext { RequestServices = _meters.Services };
        exchange.OnClosed((_, how) => (outcome, closedBeforeAnyByte) = (how, context.Response.Body.Length == 0));
        context.Response.Body = new MemoryStream();
        context.Features.Set(exchange);

        await ErrorResponse.WriteAsync(context, AnthropicFamily.Instance, BridgeError.TooLarge(9));

        context.Response.Body.Length.Should().BePositive();
        closedBeforeAnyByte.Should().BeTrue("who waits for its end may ask again");
        outcome.Should().Be(new ExchangeOutcome(ExchangeStatus.Failed, 413, ErrorClass.BadRequest, BridgeError.TooLarge(9).Message));
    }

    [Fact]
    public async Task Before_an_exchange_is_opened_there_is_nothing_to_close()
    {
        var context = new DefaultHttpContext { RequestServices = _meters.Services };

        await ErrorResponse.WriteAsync(context, OpenAiFamily.Instance, BridgeError.Unauthorized);

        context.Response.StatusCode.Should().Be(401);
    }
}
