using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;
using AiBridge.Routing;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Routing;

public sealed class ContinuationStageTests
{
    [Fact]
    public async Task Ids_that_were_asked_for_are_not_kept_while_the_answer_lasts()
    {
        var exchange = Recording.Exchanges.Make(new FakeTimeProvider());
        exchange.Request = exchange.Request with { Names = NamedThings.In(new JsonValue("""{"input":[{"type":"item_reference","id":"rs_1"}]}"""u8), deep: false) };
        exchange.Request.Names.Any.Should().BeTrue();
        var context = new DefaultHttpContext();
        context.Features.Set(exchange);
        RequestFacts? below = null;
        var stage = new ContinuationStage(
            http =>
            {
                below = http.Exchange().Request;
                return Task.CompletedTask;
            },
            new ResponseOwnership(new RecentResponses(), null!));

        await stage.InvokeAsync(context);

        below!.Names.Should().BeSameAs(NamedThings.None);
        below.Model.Should().Be("m-1");
    }
}
