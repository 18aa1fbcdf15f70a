Console.Error.WriteLine("usage: ProxyDb.Samples.TdsServer --port N");
return 2;
