using ProxyDb.Benchmarks;

return args switch
{
    ["relay", .. var arguments] when arguments.Length is 2 or 3 => Relay.Run(arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: relay LISTEN_PORT TARGET_PORT [epoll|sockets]");
    return 2;
}
